package periscope.checkpoints;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import periscope.checkpoints.internal.ExitGuard;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.Hdf5;
import periscope.checkpoints.internal.WriteLock;

/**
 * Writes a file of series over steps, with values for the whole run beside them. The file appears
 * under its name, in place of an old one, only when {@link #commit} succeeds; closing without it
 * leaves everything as it was. Rows go to the file as they come, so memory does not grow with the
 * number of steps; without the native library they are kept in memory until then. Used by one
 * thread at a time.
 */
public final class SeriesWriter implements Closeable {
  private final Path path;
  private final Path draft;
  private final WriteLock lock;
  private final SeriesStore store;
  private final List<SeriesSpec> series;
  private final Sizes sizes;
  private final List<Constant> constants = new ArrayList<>();
  private final Map<String, String> attributes; // of the whole file
  private final Map<String, String> late = new TreeMap<>(); // of these, those that came afterwards
  private long lastStep = Long.MIN_VALUE;
  private boolean empty = true;
  private volatile boolean closed;

  private SeriesWriter(
      Path path,
      WriteLock lock,
      Map<String, String> attributes,
      List<SeriesSpec> series,
      SeriesStore store) {
    this.attributes = Map.copyOf(attributes);
    this.path = path;
    this.draft = OutputPath.draft(path);
    this.lock = lock;
    this.series = series;
    this.store = store;
    sizes = Sizes.of(series);
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
    List<SeriesSpec> declared = List.copyOf(series);
    SeriesStore.paths(declared, List.of());
    Path path = OutputPath.of(file);
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder, not a file");
    }
    WriteLock lock = WriteLock.acquire(path);
    try {
      return Hdf5.call(
          () -> {
            Path draft = OutputPath.draft(path);
            SeriesStore store =
                Engine.current() == Engine.NATIVE
                    ? NativeSeriesStore.create(draft, format, attributes, declared)
                    : new JavaSeriesStore(draft, format, attributes, declared);
            SeriesWriter writer = new SeriesWriter(path, lock, attributes, declared, store);
            ExitGuard.add(writer);
            return writer;
          });
    } catch (IOException | RuntimeException e) {
      try (lock) {
        Files.deleteIfExists(OutputPath.draft(path));
      }
      throw e;
    }
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
    if (!empty && !(step > lastStep)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: step %d after step %d", path, step, lastStep));
    }
    sizes.require(path, values);
    Hdf5.run(() -> store.append(step, values));
    empty = false;
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

  /**
   * Adds an attribute of the whole file that was not known when it was started.
   *
   * @throws IllegalArgumentException if there is one of this name
   */
  public void attribute(String name, String value) {
    requireOpen();
    if (attributes.containsKey(name) || late.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: the attribute %s is there already", path, name));
    }
  }

  private void add(Constant constant) {
    requireOpen();
    List<Constant> all = new ArrayList<>(constants);
    all.add(constant);
    SeriesStore.paths(series, all);
    constants.add(constant);
  }

  /**
   * Completes the file and gives it its name, in place of an old one. The writer is then closed.
   */
  public void commit() throws IOException {
    commitAs(path);
  }

  /**
   * Completes the file and gives it another name in the same folder, in place of an old one: a file
   * that is saved before all of it is there. The writer is then closed.
   */
  public void commitAs(Path other) throws IOException {
    Path target = OutputPath.of(other);
    Hdf5.run(this::requireOpen);
    closed = true;
    try (lock) {
      try {
        Hdf5.run(
            () -> {
              try {
                store.complete(constants, late);
              } finally {
                store.close();
              }
            });
        H5File.force(draft);
        OutputPath.replace(draft, target);
      } finally {
        Files.deleteIfExists(draft);
      }
    } finally {
      ExitGuard.remove(this);
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
        Hdf5.run(store::close);
      } finally {
        Files.deleteIfExists(draft);
      }
    } finally {
      ExitGuard.remove(this);
    }
  }
}
