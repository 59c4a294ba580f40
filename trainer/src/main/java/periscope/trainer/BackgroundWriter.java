package periscope.trainer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.RunWriter;

/**
 * Writes checkpoints on a thread of its own while training goes on, from copies. One checkpoint is
 * under way at most: who hands over the next waits for the one before it, so a crash loses no more
 * than without this.
 *
 * <p>For one caller. What goes wrong while a checkpoint is written is thrown by the next call.
 */
final class BackgroundWriter implements AutoCloseable {
  private final RunWriter writer;
  private final Optional<RunWriter> states;
  private final int keepStates;
  private final Training training;
  private final List<float[]> weights; // copies
  private final List<float[]> state; // copies
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("periscope-checkpoints").factory());
  private List<Runnable> metrics = new ArrayList<>();
  private long loggedStep = -1;
  private long storedStep = -1;
  private @Nullable Future<?> underWay;

  /**
   * Writes checkpoints of a training.
   *
   * @param writer not used by others until this is closed
   * @param states takes the optimizer's state at every {@code keepStates}-th checkpoint too
   */
  BackgroundWriter(
      RunWriter writer, Optional<RunWriter> states, int keepStates, Training training) {
    this.writer = writer;
    this.states = states;
    this.keepStates = keepStates;
    this.training = training;
    weights = like(training.weights());
    state = like(training.state());
  }

  private static List<float[]> like(List<float[]> arrays) {
    return arrays.stream().map(array -> new float[array.length]).toList();
  }

  /** Logs metrics, which the next checkpoint commits. */
  void metrics(long step, double[] values) {
    loggedStep = step;
    metrics.add(() -> writer.metrics(step, values));
  }

  /** Takes a copy of weights and optimizer state as they are now, to be committed. */
  void checkpoint(long step) throws IOException {
    await();
    storedStep = step;
    Storage.copy(training.weights(), weights);
    Storage.copy(training.state(), state);
    List<Runnable> logged = metrics;
    metrics = new ArrayList<>();
    underWay =
        thread.submit(
            () -> {
              logged.forEach(Runnable::run);
              writer.checkpoint(step, weights, state);
              // Only when the run has the step. After a crash in between, resuming catches up.
              if (states.isPresent() && (writer.committed() - 1) % keepStates == 0) {
                states.get().checkpoint(step, state, List.of());
              }
              return step;
            });
  }

  /** Stores the step at which training broke off, as far as it is not stored, and waits for it. */
  void diverged(long step) throws IOException {
    if (loggedStep < step) {
      metrics(step, training.metrics().values());
    }
    if (storedStep < step) {
      checkpoint(step);
    }
    await();
  }

  /** Returns when nothing is under way: all that was handed over is committed. */
  void await() throws IOException {
    Future<?> last = underWay;
    underWay = null;
    boolean interrupted = false;
    try {
      while (last != null) {
        try {
          last.get();
          last = null;
        } catch (InterruptedException e) {
          interrupted = true; // a checkpoint is always finished
        }
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException exception) {
      throw exception;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  /** Waits for what is under way and ends the thread. The run's writer stays open. */
  @Override
  public void close() throws IOException {
    try {
      await();
    } finally {
      thread.shutdown();
    }
  }
}
