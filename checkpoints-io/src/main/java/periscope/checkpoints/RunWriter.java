package periscope.checkpoints;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.internal.ExitGuard;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.Hdf5;
import periscope.checkpoints.internal.WriteLock;

/**
 * Writes a run file, checkpoint by checkpoint. Others may read it meanwhile, and what is committed
 * survives the death of this process at any moment. Used by one thread at a time.
 *
 * <p>A checkpoint is committed when {@link #checkpoint} returns: its parameters, the optimiser's
 * state and all metrics logged since the one before. What comes after the last commit is lost in a
 * crash, and when the writer is closed. Committed means handed to the operating system; a power cut
 * can still take it until {@link #close} has forced it to the disk.
 */
public final class RunWriter implements Closeable {
  /**
   * Files that could not be written to the end. The library would try again when it closes them,
   * and leave a file that says it is longer than it is; so they stay open to it until this process
   * ends.
   */
  private static final Set<FileIdentity> ABANDONED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final WriteLock lock;
  private final RunFile file;
  private final MetricBuffer buffer;
  private long lastStep;
  private int committed;
  private volatile boolean closed;
  private @Nullable IOException failure;

  private RunWriter(Path path, WriteLock lock) throws IOException {
    this.path = path;
    this.lock = lock;
    file = RunFile.open(path, H5File::openForAppending);
    long[] steps = file.readSteps();
    committed = steps.length;
    lastStep = committed == 0 ? RunLayout.EMPTY : steps[committed - 1];
    buffer = new MetricBuffer(file);
  }

  /**
   * Makes a run file without checkpoints, and opens it for appending. An old file of this name
   * stays as it is until the new one is complete.
   *
   * @param file where; its folder exists
   * @param header what is fixed for the run
   * @param train indices of the training examples; none if the run has no split
   * @param overwrite whether a file of this name may be replaced
   * @throws FileAlreadyExistsException if there is such a file and it may not be replaced
   * @throws IOException if another process is writing it, or the file cannot be made
   */
  public static RunWriter create(Path file, RunHeader header, int[] train, boolean overwrite)
      throws IOException {
    Path path = OutputPath.of(file);
    requireReplaceable(path, overwrite);
    WriteLock lock = WriteLock.acquire(path);
    try {
      requireReplaceable(path, overwrite);
      Path draft = OutputPath.draft(path);
      try {
        Hdf5.run(
            () -> {
              try (H5File created = H5File.create(draft)) {
                RunLayout.create(created, header, train);
              }
            });
        H5File.force(draft);
        OutputPath.replace(draft, path);
      } finally {
        Files.deleteIfExists(draft);
      }
      return open(path, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Opens a run file to continue it after its last committed checkpoint, whether it was closed or
   * left behind by a crash. What is not committed is cut off.
   *
   * @throws NotARunException if it is not a run file
   * @throws IOException if another process is writing it, or it cannot be opened
   */
  public static RunWriter resume(Path file) throws IOException {
    Path path = OutputPath.of(file);
    WriteLock lock = WriteLock.acquire(path);
    try {
      requireNotAbandoned(path);
      Hdf5.run(() -> inspect(path));
      Hdf5.run(() -> recover(path));
      return open(path, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static RunWriter open(Path path, WriteLock lock) throws IOException {
    RunWriter writer = Hdf5.call(() -> new RunWriter(path, lock));
    ExitGuard.add(writer);
    return writer;
  }

  private static void requireReplaceable(Path path, boolean overwrite) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder, not a file");
    }
    if (!overwrite && Files.exists(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "this file exists already, and was not to be replaced");
    }
  }

  private static void requireNotAbandoned(Path path) throws IOException {
    if (FileIdentity.of(path).filter(ABANDONED::contains).isPresent()) {
      throw new IOException(
          path + ": writing it failed in this process before; resume it from a new process");
    }
  }

  /** Looks without touching: a file that is not a whole run is not changed. */
  private static void inspect(Path path) throws IOException {
    OpenRun run = OpenRun.open(path);
    try {
      run.file().requireCommitted();
    } finally {
      run.leave();
    }
  }

  private static void recover(Path path) throws IOException {
    try (RunFile file = RunFile.open(path, H5File::openForRecovery)) {
      long[] steps = file.readSteps();
      long last = steps.length == 0 ? RunLayout.EMPTY : steps[steps.length - 1];
      file.parameters().resize(steps.length);
      H5Dataset metricSteps = file.metricSteps();
      if (metricSteps != null) {
        int rows = file.readMetricSteps(last).length;
        file.metrics().resize(rows);
        metricSteps.resize(rows);
      }
      file.file().flush();
    }
  }

  /** What was fixed when the file was made. */
  public RunHeader header() {
    return file.header();
  }

  /** Indices of the training examples, a copy. */
  public int[] train() {
    return file.train().clone();
  }

  /** Number of committed checkpoints. */
  public int committed() {
    return committed;
  }

  /** Step of the last committed checkpoint, or -1 if there is none. */
  public long lastStep() {
    return lastStep;
  }

  /** Parameters of the last committed checkpoint, or empty if there is none. */
  public Optional<Snapshot> lastParameters() throws IOException {
    return committed == 0
        ? Optional.empty()
        : Optional.of(Hdf5.call(() -> file.readParameters(committed - 1, lastStep)));
  }

  /**
   * State of the optimiser at the last committed checkpoint, or empty if there is no checkpoint or
   * the run has no such state.
   */
  public Optional<Snapshot> lastOptimizer() throws IOException {
    if (committed == 0 || header().optimizer().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Hdf5.call(() -> file.requireOptimizer(committed - 1, lastStep)));
  }

  /**
   * Logs metrics, which the next checkpoint commits.
   *
   * @param step later than the last committed checkpoint and than all metrics before
   * @param values in the order of the header, may be NaN or infinite; copied
   * @throws IllegalArgumentException if the step is not, or there are not as many values as metrics
   */
  public void metrics(long step, double[] values) {
    if (!(step > lastStep)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: metrics of step %d after the checkpoint of step %d; log them before it",
              path,
              step,
              lastStep));
    }
    buffer.add(step, values);
  }

  /**
   * Commits a checkpoint.
   *
   * @param step later than the last committed one, and not before the last metrics
   * @param parameters values in the order of the header, row-major
   * @param optimizer state of the optimiser in the order of the header, row-major
   * @throws IllegalArgumentException if the step or a size is not as it should be; nothing is
   *     written then
   * @throws IOException if writing fails; the file keeps what was committed, can be resumed, and
   *     this writer takes no more
   */
  public void checkpoint(long step, List<float[]> parameters, List<float[]> optimizer)
      throws IOException {
    Hdf5.run(this::requireOpen);
    if (!(step > lastStep && step >= buffer.lastStep())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: checkpoint of step %d after the checkpoint of step %d and metrics of step %d",
              path,
              step,
              lastStep,
              buffer.lastStep()));
    }
    requireSizes("parameter", header().parameters(), parameters);
    requireSizes("optimizer tensor", header().optimizer(), optimizer);
    try {
      Hdf5.run(() -> commit(step, parameters, optimizer));
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    lastStep = step;
    committed++;
  }

  private void commit(long step, List<float[]> parameters, List<float[]> optimizer)
      throws IOException {
    int slot = committed % RunLayout.SLOTS;
    file.optimizer().writeRow(slot, optimizer);
    H5Dataset optimizerSteps = file.optimizerSteps();
    if (optimizerSteps != null) {
      optimizerSteps.writeLongs(optimizerSteps.rows(slot, 1), new long[] {step});
    }
    file.parameters().resize(committed + 1);
    file.parameters().writeRow(committed, parameters);
    buffer.write();
    file.file().flush();
    // Only now the row that makes it count: whoever sees it can see all the rest.
    H5Dataset steps = file.steps();
    steps.resize(committed + 1);
    steps.writeLongs(steps.rows(committed, 1), new long[] {step});
    file.file().flush();
  }

  private void requireSizes(String what, List<TensorSpec> specs, List<float[]> values) {
    if (values.size() != specs.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected %d %ss, found %d",
              path,
              specs.size(),
              what,
              values.size()));
    }
    for (int i = 0; i < specs.size(); i++) {
      if (values.get(i).length != specs.get(i).size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: %s %s of shape %s has %d values, found %d",
                path,
                what,
                specs.get(i).name(),
                specs.get(i).shape(),
                specs.get(i).size(),
                values.get(i).length));
      }
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IllegalStateException(path + ": the writer is closed");
    }
    if (failure != null) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: writing failed before (%s); what was committed is kept, resume the run",
              path,
              failure.getMessage()),
          failure);
    }
  }

  /**
   * Closes the file and gives the lock up. Metrics that no checkpoint followed are dropped. When
   * the JVM ends a writer that is still open is closed, after some seconds for its owner to do so.
   * After a failed write the file is left as by a crash, to be resumed by another process.
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      if (failure == null) {
        Hdf5.run(file::close);
        H5File.force(path);
      } else {
        FileIdentity.of(path).ifPresent(ABANDONED::add);
        Hdf5.run(file.file()::abandon);
      }
    } finally {
      ExitGuard.remove(this);
    }
  }
}
