package periscope.probes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import periscope.checkpoints.SeriesReader;
import periscope.checkpoints.SeriesSpec;
import periscope.checkpoints.SeriesWriter;

/**
 * The file of measures while a pass fills it. The rows so far are saved beside it after a while,
 * and again each time that the pass has taken twice as long, so an interrupted pass loses no more
 * than half of its work; {@link EarlierMeasures} takes it up from there.
 */
final class MeasureDraft implements Closeable {
  private final Path file;
  private final Map<String, String> attributes;
  private final Map<String, String> mark;
  private final List<SeriesSpec> series;
  private final long begun = System.nanoTime();
  private long saveAfter; // nanoseconds
  private SeriesWriter writer;

  /**
   * Starts a file.
   *
   * @param mark what the run is known by
   * @param saveAfter when to save the rows for the first time
   */
  MeasureDraft(
      Path file,
      Map<String, String> attributes,
      Map<String, String> mark,
      List<Plan.Entry> series,
      Duration saveAfter)
      throws IOException {
    this.file = file;
    this.attributes = Map.copyOf(attributes);
    this.mark = Map.copyOf(mark);
    this.series =
        series.stream()
            .map(
                entry ->
                    new SeriesSpec(
                        entry.id(), entry.spec().shape(), MeasureFile.attributes(entry.spec())))
            .toList();
    this.saveAfter = saveAfter.toNanos();
    writer = create();
  }

  /** Where the rows of a pass that is not complete are saved. */
  static Path partOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  private SeriesWriter create() throws IOException {
    return SeriesWriter.create(file, MeasureFile.FORMAT, attributes, series);
  }

  SeriesWriter writer() {
    return writer;
  }

  /** Appends a row. */
  void append(SnapshotRow row, boolean sound) throws IOException {
    writer.append(row.step(), row.values());
    long taken = System.nanoTime() - begun;
    if (sound && taken > saveAfter) {
      saveAfter = 2 * taken;
      save();
    }
  }

  private void save() throws IOException {
    Path part = partOf(file);
    mark.forEach(writer::attribute);
    writer.commitAs(part);
    writer = create();
    try (var saved = SeriesReader.open(part, MeasureFile.FORMAT)) {
      long[] steps = saved.steps();
      for (int i = 0; i < steps.length; i++) {
        var row = new ArrayList<double[]>();
        for (SeriesSpec one : series) {
          row.add(saved.row(one.id(), i));
        }
        writer.append(steps[i], row);
      }
    }
  }

  /**
   * Gives the file its name.
   *
   * @param notes what to bear in mind when reading it
   * @param sound whether a later pass may take measures from it
   */
  void commit(List<String> notes, boolean sound) throws IOException {
    var late = new TreeMap<>(sound ? mark : Map.of());
    late.put(MeasureFile.NOTES, String.join("\n", notes));
    late.forEach(writer::attribute);
    writer.commit();
    Files.deleteIfExists(partOf(file));
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
