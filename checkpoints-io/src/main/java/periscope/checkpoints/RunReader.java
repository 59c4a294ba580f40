package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import periscope.checkpoints.internal.Hdf5;
import periscope.checkpoints.internal.Slab;
import periscope.checkpoints.internal.WriteLock;

/**
 * Reads a run file: finished, left behind by a crash, or still being written. Shows committed
 * checkpoints only, those that were there when it was opened or last {@linkplain #refresh
 * refreshed}. Values are read when asked for and not kept. Safe for use by several threads, which
 * then take turns.
 */
public final class RunReader implements AutoCloseable {
  private static final long BLOCK = 4 << 20; // bytes read at once, unless one row is larger
  private static final long PATIENCE = 10_000_000_000L; // ns for state that is being replaced

  private final Path path;
  private final OpenRun shared;
  private final RunFile file;
  private final ValueSums valueSums = new ValueSums(this);
  private volatile Committed committed;
  private boolean closed; // under the lock of HDF5

  /** The committed steps, and the steps of metrics up to the last of them. */
  private static final class Committed {
    private final long[] steps;
    private final long[] metricSteps;

    Committed(long[] steps, long[] metricSteps) {
      this.steps = steps;
      this.metricSteps = metricSteps;
    }
  }

  private RunReader(Path path) throws IOException {
    this.path = path;
    shared = OpenRun.open(path);
    file = shared.file();
    try {
      committed = readCommitted();
      if (committed.steps.length == 0) {
        throw new NotARunException(
            String.format(
                Locale.ROOT,
                "%s is a run without any checkpoint so far: %s",
                path,
                WriteLock.isHeld(path.toRealPath())
                    ? "wait for the first, it is being written"
                    : "resume it, which begins it"));
      }
    } catch (IOException e) {
      shared.leave();
      throw e;
    }
  }

  /**
   * Opens a run file.
   *
   * @throws NotARunException if it is not one, or has no checkpoint yet
   * @throws IOException if it cannot be read, or is damaged
   */
  public static RunReader open(Path file) throws IOException {
    return Hdf5.call(() -> new RunReader(file));
  }

  private <T> T read(Hdf5.Call<T> call) throws IOException {
    return Hdf5.call(
        () -> {
          if (closed) {
            throw new IllegalStateException(path + ": the reader is closed");
          }
          return call.run();
        });
  }

  private Committed readCommitted() throws IOException {
    long[] steps = file.readSteps();
    file.parameters().requireRows(steps.length);
    long[] metricSteps = file.readMetricSteps(steps);
    file.metrics().requireRows(metricSteps.length);
    return new Committed(steps, metricSteps);
  }

  /** The path it was opened with. */
  public Path file() {
    return path;
  }

  /** The run's specification, JSON. */
  public String spec() {
    return file.header().spec();
  }

  /** What made the file, by name. */
  public Map<String, String> provenance() {
    return file.header().provenance();
  }

  /** Indices of the training examples, a copy; empty if the run has no split. */
  public int[] train() {
    return file.train().clone();
  }

  /** Names and shapes of the parameters. */
  public List<TensorSpec> parameters() {
    return file.header().parameters();
  }

  /** Steps of the committed checkpoints, ascending, at least one, a copy. */
  public long[] steps() {
    return committed.steps.clone();
  }

  /** Ids of the metrics. */
  public List<String> metrics() {
    return file.header().metrics();
  }

  /** Steps at which metrics were logged, up to the last checkpoint, ascending, a copy. */
  public long[] metricSteps() {
    return committed.metricSteps.clone();
  }

  /**
   * What stands for the content of the first checkpoints, and of all that does not change with
   * them: the same for a copy of the file and for the file when it has grown, another if any value
   * is. Made of checksums, without reading the values, unless the run was written without: then
   * they are read, once for each reader.
   *
   * @param checkpoints how many, at most as many as there are {@link #steps()}
   */
  public String digest(int checkpoints) throws IOException {
    if (checkpoints < 0 || checkpoints > committed.steps.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: there are %d checkpoints, not %d",
              path,
              committed.steps.length,
              checkpoints));
    }
    Optional<String> stored = read(() -> file.digest(checkpoints));
    return stored.isPresent() ? stored.get() : valueSums.digest(file.headerChecksum(), checkpoints);
  }

  /**
   * Values of a metric, one for each of {@link #metricSteps()}.
   *
   * @throws IllegalArgumentException if the run has no such metric
   */
  public double[] metric(String id) throws IOException {
    int index = metrics().indexOf(id);
    if (index < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: no metric %s among %s", path, id, metrics()));
    }
    Committed now = committed;
    return read(() -> file.readMetric(index, now.steps, now.metricSteps));
  }

  /**
   * All parameters at one checkpoint.
   *
   * @param index position in {@link #steps()}
   */
  public Snapshot snapshot(int index) throws IOException {
    long step = committed.steps[index];
    return read(() -> file.readParameters(index, step));
  }

  /**
   * One parameter at all checkpoints in turn, read in blocks of a few megabytes.
   *
   * @throws IllegalArgumentException if the run has no such parameter
   */
  public void forEachSnapshotOf(String parameter, RowConsumer consumer) throws IOException {
    int index = indexOf(parameter);
    int size = parameters().get(index).size();
    long[] steps = committed.steps;
    int block = Math.clamp(BLOCK / ((long) size * Float.BYTES), 1, 1024);
    for (int first = 0; first < steps.length; first += block) {
      int from = first;
      int count = Math.min(block, steps.length - first);
      List<float[]> rows = read(() -> file.readParameter(index, from, count, steps));
      for (int i = 0; i < count; i++) {
        consumer.accept(steps[first + i], rows.get(i));
      }
    }
  }

  /**
   * One weight at all checkpoints. Checksums cover whole parameters, so this alone is read without
   * a look at them.
   *
   * @param flatIndex its row-major position in the parameter
   * @throws IllegalArgumentException if the run has no such parameter
   * @throws IndexOutOfBoundsException if the parameter has no such position
   */
  public float[] weightOverSteps(String parameter, int flatIndex) throws IOException {
    int index = indexOf(parameter);
    TensorSpec tensor = parameters().get(index);
    int rest = java.util.Objects.checkIndex(flatIndex, tensor.size());
    int rank = tensor.shape().size();
    long[] offset = new long[rank + 1];
    long[] count = new long[rank + 1];
    Arrays.fill(count, 1);
    count[0] = committed.steps.length;
    for (int axis = rank - 1; axis >= 0; axis--) {
      offset[axis + 1] = rest % tensor.shape().get(axis);
      rest /= tensor.shape().get(axis);
    }
    return read(() -> file.parameters().datasets().get(index).readFloats(new Slab(offset, count)));
  }

  private int indexOf(String parameter) {
    for (int i = 0; i < parameters().size(); i++) {
      if (parameters().get(i).name().equals(parameter)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s: no parameter %s among %s",
            path,
            parameter,
            parameters().stream().map(TensorSpec::name).toList()));
  }

  /** Names and shapes of the optimiser's state; empty if the run has none. */
  public List<TensorSpec> optimizer() {
    return file.header().optimizer();
  }

  /**
   * State of the optimiser at the last committed checkpoint, after a {@link #refresh}; empty if the
   * run has none.
   */
  public Optional<Snapshot> optimizerState() throws IOException {
    if (optimizer().isEmpty()) {
      return Optional.empty();
    }
    for (long begun = System.nanoTime(); System.nanoTime() - begun < PATIENCE; ) {
      refresh();
      long[] steps = committed.steps;
      int last = steps.length - 1;
      Optional<Snapshot> state = Optional.empty();
      IOException torn = null;
      try {
        state = read(() -> file.readOptimizer(last, steps[last]));
      } catch (IOException e) {
        torn = e;
      }
      // The slot is written again by the checkpoint after the next one, which begins only when
      // the next one is committed: if that has not happened yet, what was read is whole.
      refresh();
      if (committed.steps.length == steps.length) {
        if (torn != null) {
          throw torn;
        }
        return Optional.of(
            state.isPresent() ? state.get() : read(() -> file.requireOptimizer(last, steps[last])));
      }
    }
    throw new IOException(path + " is written too fast to read the optimiser's state from it");
  }

  /** Whether a live process is writing the file now. */
  public boolean live() throws IOException {
    return WriteLock.isHeld(path.toRealPath());
  }

  /** Looks for checkpoints that were committed since, and returns how many there are now. */
  public int refresh() throws IOException {
    return read(
        () -> {
          file.refresh();
          committed = readCommitted();
          return committed.steps.length;
        });
  }

  /** Closes the file. */
  @Override
  public void close() throws IOException {
    Hdf5.run(
        () -> {
          if (!closed) {
            closed = true;
            shared.leave();
          }
        });
  }
}
