package periscope.checkpoints;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import periscope.checkpoints.internal.DatasetPlan;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.ExitGuard;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.H5Group;
import periscope.checkpoints.internal.Hdf5;
import periscope.checkpoints.internal.StepAxis;
import periscope.checkpoints.internal.WriteLock;

/**
 * Writes a file of series over steps, with values for the whole run beside them. The file appears
 * under its name, in place of an old one, only when {@link #commit} succeeds; closing without it
 * leaves everything as it was. Rows go to the file as they come, so memory does not grow with the
 * number of steps. Used by one thread at a time.
 */
public final class SeriesWriter implements Closeable {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int CHUNK_ROWS = 1024;

  private final Path path;
  private final Path draft;
  private final WriteLock lock;
  private final H5File file;
  private final List<SeriesSpec> series;
  private final Sizes sizes;
  private final Map<String, String> provisional;
  private final List<H5Dataset> datasets = new ArrayList<>();
  private final H5Dataset steps;
  private final List<Constant> constants = new ArrayList<>();
  private long rows;
  private long lastStep = Long.MIN_VALUE;
  private volatile boolean closed;

  private SeriesWriter(Path path, WriteLock lock, List<SeriesSpec> series, H5File file)
      throws IOException {
    this.path = path;
    this.draft = OutputPath.draft(path);
    this.lock = lock;
    this.series = List.copyOf(series);
    sizes = Sizes.of(series);
    this.file = file;
    provisional = paths(series.stream().map(SeriesSpec::id).toList());
    steps =
        DatasetPlan.series(ElementType.INT64, List.of(), CHUNK_ROWS)
            .create(file, SeriesLayout.STEPS);
    StepAxis.mark(steps);
    for (SeriesSpec spec : series) {
      datasets.add(create(spec));
    }
  }

  /**
   * Starts a file.
   *
   * @param file where; its folder exists
   * @param format what the file says it is, such as {@code periscope-measures}
   * @param attributes of the whole file, by name
   * @param series what each appended row consists of
   * @throws IllegalArgumentException if ids are not distinct or cannot be stored
   * @throws IOException if another process is writing the file, or it cannot be made
   */
  public static SeriesWriter create(
      Path file, String format, Map<String, String> attributes, List<SeriesSpec> series)
      throws IOException {
    paths(series.stream().map(SeriesSpec::id).toList());
    Path path = OutputPath.of(file);
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder, not a file");
    }
    WriteLock lock = WriteLock.acquire(path);
    try {
      return Hdf5.call(
          () -> {
            H5File created = H5File.create(OutputPath.draft(path));
            try {
              describe(created, format, attributes);
              SeriesWriter writer = new SeriesWriter(path, lock, series, created);
              ExitGuard.add(writer);
              return writer;
            } catch (IOException | RuntimeException e) {
              created.close();
              throw e;
            }
          });
    } catch (IOException | RuntimeException e) {
      try (lock) {
        Files.deleteIfExists(OutputPath.draft(path));
      }
      throw e;
    }
  }

  private static void describe(H5File file, String format, Map<String, String> attributes)
      throws IOException {
    try (H5Group root = H5Group.open(file, "/");
        H5Group meta = H5Group.create(file, SeriesLayout.META)) {
      root.writeText(FileFormat.FORMAT, format);
      root.writeInt(FileFormat.VERSION, SeriesLayout.VERSION);
      for (Map.Entry<String, String> entry : attributes.entrySet()) {
        meta.writeText(entry.getKey(), entry.getValue());
      }
    }
  }

  private static Map<String, String> paths(List<String> ids) {
    return StoragePaths.of("series", ids, SeriesLayout.RESERVED);
  }

  private H5Dataset create(SeriesSpec spec) throws IOException {
    int chunkRows = Math.clamp(CHUNK_BYTES / (spec.rowSize() * 8L), 1, CHUNK_ROWS);
    H5Dataset dataset =
        DatasetPlan.series(ElementType.FLOAT64, spec.rowShape(), chunkRows)
            .create(file, "/" + provisional.get(spec.id()));
    StepAxis.attach(dataset, steps);
    SeriesLayout.label(
        dataset, SeriesLayout.Kind.SERIES, spec.id(), datasets.size(), spec.attributes());
    return dataset;
  }

  /**
   * Appends the values of one step.
   *
   * @param step later than the step before
   * @param values one array per series, in the order given at creation, row-major
   * @throws IllegalArgumentException if the step or a size is not as it should be
   */
  public void append(long step, List<double[]> values) throws IOException {
    Hdf5.run(this::requireOpen);
    if (rows > 0 && !(step > lastStep)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: step %d after step %d", path, step, lastStep));
    }
    sizes.require(path, values);
    Hdf5.run(
        () -> {
          for (int i = 0; i < datasets.size(); i++) {
            H5Dataset dataset = datasets.get(i);
            dataset.resize(rows + 1);
            dataset.writeDoubles(dataset.rows(rows, 1), values.get(i));
          }
          steps.resize(rows + 1);
          steps.writeLongs(steps.rows(rows, 1), new long[] {step});
        });
    rows++;
    lastStep = step;
  }

  /** Adds float64 values for the whole run, row-major, copied; see {@link SeriesSpec}. */
  public void constant(
      String id, List<Integer> shape, double[] values, Map<String, String> attributes) {
    add(Constant.of(id, shape, values, attributes));
  }

  /** Adds int32 values for the whole run, row-major, copied; see {@link SeriesSpec}. */
  public void constant(
      String id, List<Integer> shape, int[] values, Map<String, String> attributes) {
    add(Constant.of(id, shape, values, attributes));
  }

  /** Adds an int64 value for the whole run; see {@link SeriesSpec}. */
  public void constant(String id, long value, Map<String, String> attributes) {
    add(Constant.of(id, value, attributes));
  }

  /** Adds an id without values: what it stands for does not apply to this run. */
  public void absent(String id, String reason) {
    add(new Constant.Absent(id, reason));
  }

  private void add(Constant constant) {
    requireOpen();
    List<String> ids = new ArrayList<>(ids());
    ids.add(constant.id());
    paths(ids);
    constants.add(constant);
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>(series.stream().map(SeriesSpec::id).toList());
    constants.forEach(constant -> ids.add(constant.id()));
    return ids;
  }

  /**
   * Completes the file and gives it its name, in place of an old one. The writer is then closed.
   */
  public void commit() throws IOException {
    Hdf5.run(this::requireOpen);
    closed = true;
    try (lock) {
      try {
        Hdf5.run(
            () -> {
              try (file) {
                complete();
              }
            });
        H5File.force(draft);
        OutputPath.replace(draft, path);
      } finally {
        Files.deleteIfExists(draft);
      }
    } finally {
      ExitGuard.remove(this);
    }
  }

  private void complete() throws IOException {
    Map<String, String> paths = paths(ids());
    // A series that a constant's id continues must make way for a group of its name.
    for (SeriesSpec spec : series) {
      String now = "/" + provisional.get(spec.id());
      String wanted = "/" + paths.get(spec.id());
      if (!now.equals(wanted)) {
        file.move(now, SeriesLayout.META + "/moving");
        file.move(SeriesLayout.META + "/moving", wanted);
      }
    }
    for (int i = 0; i < constants.size(); i++) {
      Constant constant = constants.get(i);
      constant.write(file, "/" + paths.get(constant.id()), series.size() + i);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(path + ": the writer is closed");
    }
  }

  /** Discards what was written, unless it was committed. The end of the JVM does so too. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      try {
        Hdf5.run(file::close);
      } finally {
        Files.deleteIfExists(draft);
      }
    } finally {
      ExitGuard.remove(this);
    }
  }
}
