package periscope.checkpoints.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunWriter;

/** Makes a run file of checkpoints from elsewhere, with one snapshot in memory at a time. */
public final class Importer {
  private final ForeignRun source;
  private final Mapping mapping;
  private final long[] steps;
  private final MetricLists metrics;
  private final List<String> notes = new ArrayList<>();

  /**
   * Prepares an import.
   *
   * @param source open for as long as this is used
   * @param mapping of the source's first snapshot
   * @param steps of the snapshots, in their order
   * @param metricsEvery steps between the entries of lists that are not of the checkpoints, if
   *     someone said it
   * @throws IllegalArgumentException if the steps do not rise, or are not as many as the snapshots
   */
  public Importer(ForeignRun source, Mapping mapping, long[] steps, OptionalLong metricsEvery) {
    this.source = source;
    this.mapping = mapping;
    this.steps = steps.clone();
    requireRising();
    metrics = new MetricLists(source.lists(), this.steps, metricsEvery);
    noteRounding();
    notes.addAll(metrics.notes());
  }

  private void requireRising() {
    if (steps.length != source.snapshots().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d steps for %d checkpoints",
              steps.length,
              source.snapshots().size()));
    }
    for (int i = 0; i < steps.length; i++) {
      if (steps[i] < 0 || (i > 0 && steps[i] <= steps[i - 1])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s would be step %d%s: steps are 0 or more and rise; say them with --steps",
                source.snapshots().get(i).origin(),
                steps[i],
                i == 0 ? "" : " after step " + steps[i - 1]));
      }
    }
  }

  private void noteRounding() {
    var wide = new TreeSet<String>();
    for (ForeignTensor tensor : source.snapshots().getFirst().tensors()) {
      if (tensor.format() == ElementFormat.FLOAT64) {
        wide.add(tensor.name());
      }
    }
    if (!wide.isEmpty()) {
      notes.add(
          "Weights are float64 in the file and are rounded to float32: "
              + String.join(", ", wide)
              + ".");
    }
  }

  /** What a person should know about what becomes of the file, in whole sentences. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Writes the run file, whole or not at all.
   *
   * @param spec the run's specification, JSON
   * @param provenance what made the file, by name
   * @param train indices of the training examples; none if nobody knows
   * @param progress is told how many snapshots are written
   * @throws IOException if a snapshot differs from the first one, or a file cannot be read or
   *     written
   */
  public void write(
      Path out,
      boolean overwrite,
      String spec,
      Map<String, String> provenance,
      int[] train,
      IntConsumer progress)
      throws IOException {
    var header = new RunHeader(spec, provenance, mapping.parameters(), List.of(), metrics.ids());
    RunWriter.writeWhole(out, header, train, overwrite, writer -> copy(writer, progress));
  }

  private void copy(RunWriter writer, IntConsumer progress) throws IOException {
    long after = -1;
    for (int i = 0; i < steps.length; i++) {
      NavigableMap<Long, double[]> rows = metrics.rows().subMap(after, false, steps[i], true);
      rows.forEach(writer::metrics);
      writer.checkpoint(steps[i], mapping.values(source.snapshots().get(i)), List.of());
      after = steps[i];
      progress.accept(i + 1);
    }
  }
}
