package periscope.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Turns Ctrl-C into a request: work that asks can finish what it is at and close its files before
 * the process ends.
 */
final class Interrupt implements AutoCloseable, BooleanSupplier {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean requested;

  private Interrupt() {
    hook = new Thread(this::stopAndWait, "interrupt");
  }

  /** Listens from now until {@link #close()}. */
  static Interrupt listen() {
    var interrupt = new Interrupt();
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** Whether the person asked to stop. */
  @Override
  public boolean getAsBoolean() {
    return requested;
  }

  /** The work is finished, and its files are closed. */
  @Override
  public void close() {
    done.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is already ending: the hook runs, finds the work done and returns.
        requested = true;
      }
    }
  }

  private void stopAndWait() {
    requested = true;
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("periscope: gave up waiting for the current checkpoint");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
