package periscope.checkpoints;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.internal.ExitGuard;
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
  private final Path path;
  private final WriteLock lock;
  private final RunStore store;
  private final RunHeader header;
  private final int[] train;
  private final MetricBuffer buffer;
  private final Sizes parameterSizes;
  private final Sizes optimizerSizes;
  private long lastStep;
  private int committed;
  private volatile boolean closed;
  private @Nullable IOException failure;

  private RunWriter(Path path, WriteLock lock, RunStore store) throws IOException {
    this.path = path;
    this.lock = lock;
    this.store = store;
    long[] steps = store.file().readSteps();
    committed = steps.length;
    lastStep = committed == 0 ? RunLayout.EMPTY : steps[committed - 1];
    header = store.file().header();
    train = store.file().train().clone();
    buffer = new MetricBuffer(path, header.metrics().size());
    parameterSizes = Sizes.of("parameter", header.parameters());
    optimizerSizes = Sizes.of("optimizer tensor", header.optimizer());
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
    WriteLock lock = lockToMake(path, overwrite);
    try {
      return Hdf5.call(
          () ->
              open(
                  path,
                  lock,
                  Engine.current() == Engine.NATIVE
                      ? NativeRunStore.create(path, header, train)
                      : PartsRunStore.create(path, header, train)));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** What goes into a run that is written as a whole. */
  @FunctionalInterface
  public interface Content {
    /** Writes it. */
    void write(RunWriter writer) throws IOException;
  }

  /**
   * Makes a run file that is there whole or not at all: it gets its name when its content is
   * complete. Until then an old file of this name stays as it is. Parameters are those of {@link
   * #create}.
   *
   * @throws IOException as {@link #create}, or if writing the content fails
   */
  public static void writeWhole(
      Path file, RunHeader header, int[] train, boolean overwrite, Content content)
      throws IOException {
    Path path = OutputPath.of(file);
    Path partial = path.resolveSibling(path.getFileName() + ".partial");
    WriteLock lock = lockToMake(path, overwrite);
    try {
      try (RunWriter writer = create(partial, header, train, true)) {
        content.write(writer);
      }
      if (Files.isDirectory(path) || Files.isDirectory(partial)) {
        PartsRunStore.delete(path); // which no move replaces
      }
      OutputPath.replace(partial, path);
    } finally {
      try {
        PartsRunStore.delete(partial);
      } finally {
        lock.close();
      }
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
      return Hdf5.call(() -> open(path, lock, recover(path)));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static RunWriter open(Path path, WriteLock lock, RunStore store) throws IOException {
    try {
      RunWriter writer = new RunWriter(path, lock, store);
      ExitGuard.add(writer);
      return writer;
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  private static RunStore recover(Path path) throws IOException {
    if (PartNames.isRun(path)) {
      inspect(path);
      return PartsRunStore.recover(path);
    }
    if (Engine.current() == Engine.JAVA) {
      inspect(path);
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: continuing a run that is one file needs the native HDF5 library, which there is"
                  + " none of for %s on %s; runs that are started here can be continued here",
              path,
              System.getProperty("os.name"),
              System.getProperty("os.arch")));
    }
    NativeRunStore.requireNotAbandoned(path);
    inspect(path);
    return NativeRunStore.recover(path);
  }

  /** The lock of a file that is about to be made; none is left if it may not be. */
  private static WriteLock lockToMake(Path path, boolean overwrite) throws IOException {
    requireReplaceable(path, overwrite);
    WriteLock lock = WriteLock.acquire(path);
    try {
      requireReplaceable(path, overwrite); // by another process meanwhile
      return lock;
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static void requireReplaceable(Path path, boolean overwrite) throws IOException {
    if (Files.isDirectory(path) && !PartNames.isRun(path)) {
      throw new IOException(path + " is a folder, not a file");
    }
    if (Files.exists(path) && !Files.isDirectory(path) && !Files.isRegularFile(path)) {
      throw new IOException(path + " is not a regular file: name another");
    }
    if (!overwrite && Files.exists(path)) {
      throw new FileAlreadyExistsException(
          path.toString(), null, "this file exists already, and was not to be replaced");
    }
  }

  /** Looks without touching: what is not a whole run is not changed. */
  private static void inspect(Path path) throws IOException {
    OpenRun run = OpenRun.open(path);
    try {
      run.file().requireCommitted();
    } finally {
      run.leave();
    }
  }

  /** What was fixed when the file was made. */
  public RunHeader header() {
    return header;
  }

  /** Indices of the training examples, a copy. */
  public int[] train() {
    return train.clone();
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
        : Optional.of(Hdf5.call(() -> store.file().readParameters(committed - 1, lastStep)));
  }

  /**
   * State of the optimiser at the last committed checkpoint, or empty if there is no checkpoint or
   * the run has no such state.
   */
  public Optional<Snapshot> lastOptimizer() throws IOException {
    if (committed == 0 || header().optimizer().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Hdf5.call(() -> store.file().requireOptimizer(committed - 1, lastStep)));
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
    parameterSizes.require(path, parameters);
    optimizerSizes.require(path, optimizer);
    Checkpoint checkpoint = new Checkpoint(committed, step, parameters, optimizer, buffer.rows());
    try {
      Hdf5.run(() -> store.commit(checkpoint));
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    buffer.clear();
    lastStep = step;
    committed++;
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
        Hdf5.run(this::closeStore);
      } else {
        Hdf5.run(store::abandon);
      }
    } finally {
      ExitGuard.remove(this);
    }
  }

  private void closeStore() throws IOException {
    try {
      store.close();
    } catch (NoSuchFileException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s was renamed or deleted while it was being written, which ends at step %d: the renamed file, if there is one, has everything up to there",
              path,
              lastStep),
          e);
    }
  }
}
