package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.Hdf5;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;

/**
 * Reads a file that {@link SeriesWriter} wrote. Values are read when asked for and not kept. Safe
 * for use by several threads, which then take turns.
 */
public final class SeriesReader implements AutoCloseable {
  private final StoredFile file;
  private final Map<String, String> attributes;
  private final long[] steps;
  private final Map<String, StoredSeries> stored = new LinkedHashMap<>();

  private SeriesReader(Path path, String format) throws IOException {
    file = FileFormat.open(path, format, SeriesLayout.VERSION, Engine.current()::openForReading);
    try {
      attributes = file.texts(SeriesLayout.META);
      try (StoredDataset axis = file.dataset(SeriesLayout.STEPS, ElementType.INT64)) {
        axis.rows();
        steps = axis.readLongs(axis.all());
      }
      for (StoredSeries series : StoredSeries.all(file, steps.length)) {
        stored.put(series.id(), series);
      }
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens a file.
   *
   * @param format what the file must say it is
   * @throws NotARunException if it is not a file of that format
   * @throws IOException if it cannot be read, or is damaged
   */
  public static SeriesReader open(Path file, String format) throws IOException {
    return Hdf5.call(() -> new SeriesReader(file, format));
  }

  /** The path it was opened with. */
  public Path file() {
    return file.path();
  }

  /** Attributes of the whole file, by name. */
  public Map<String, String> attributes() {
    return java.util.Collections.unmodifiableMap(attributes);
  }

  /** The steps, ascending, a copy. */
  public long[] steps() {
    return steps.clone();
  }

  /** Ids of the series over steps, in the order written. */
  public List<String> ids() {
    return ids(SeriesLayout.Kind.SERIES);
  }

  /** Ids of the values for the whole run, in the order written. */
  public List<String> constants() {
    return ids(SeriesLayout.Kind.CONSTANT);
  }

  /** Ids that do not apply to this run, in the order written. */
  public List<String> absent() {
    return ids(SeriesLayout.Kind.ABSENT);
  }

  private List<String> ids(SeriesLayout.Kind kind) {
    List<String> ids = new ArrayList<>();
    stored.values().stream().filter(s -> s.kind() == kind).forEach(s -> ids.add(s.id()));
    return List.copyOf(ids);
  }

  /** Whether there are values of this id, over steps or for the whole run. */
  public boolean has(String id) {
    StoredSeries series = stored.get(id);
    return series != null && series.kind() != SeriesLayout.Kind.ABSENT;
  }

  /**
   * Dimensions of the values: of one row for a series, of all for values of the whole run.
   *
   * @throws IllegalArgumentException if there are no values of this id
   */
  public List<Integer> shape(String id) {
    return find(id).shape();
  }

  /**
   * What was stored with the values, by name.
   *
   * @throws IllegalArgumentException if there are no values of this id
   */
  public Map<String, String> attributes(String id) {
    return find(id).attributes();
  }

  /** Why there are no values of this id; empty if there are some, or if it is not known at all. */
  public Optional<String> absentReason(String id) {
    StoredSeries series = stored.get(id);
    return series == null || series.kind() != SeriesLayout.Kind.ABSENT
        ? Optional.empty()
        : Optional.of(series.reason());
  }

  /**
   * All values, row-major: of a series those of all steps in turn. Integers become the same number
   * as a double.
   *
   * @throws IllegalArgumentException if there are no values of this id
   * @throws IOException if reading fails, or an integer is too large for a double
   */
  public double[] all(String id) throws IOException {
    StoredSeries series = find(id);
    return Hdf5.call(
        () -> {
          try (StoredDataset dataset = series.open(file)) {
            return series.kind() == SeriesLayout.Kind.SERIES
                ? dataset.readDoubles(dataset.rows(0, steps.length))
                : series.values(dataset);
          }
        });
  }

  /**
   * Values of a series at one step, row-major.
   *
   * @param index position in {@link #steps()}
   * @throws IllegalArgumentException if there is no series of this id
   */
  public double[] row(String id, int index) throws IOException {
    StoredSeries series = find(id);
    if (series.kind() != SeriesLayout.Kind.SERIES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: %s is not over steps but for the whole run", file.path(), id));
    }
    int row = Objects.checkIndex(index, steps.length);
    return Hdf5.call(
        () -> {
          try (StoredDataset dataset = series.open(file)) {
            return dataset.readDoubles(dataset.rows(row, 1));
          }
        });
  }

  private StoredSeries find(String id) {
    StoredSeries series = stored.get(id);
    if (series == null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: no %s among %s", file.path(), id, stored.keySet()));
    }
    if (series.kind() == SeriesLayout.Kind.ABSENT) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: no values of %s: %s", file.path(), id, series.reason()));
    }
    return series;
  }

  /** Closes the file. */
  @Override
  public void close() throws IOException {
    Hdf5.run(file::close);
  }
}
