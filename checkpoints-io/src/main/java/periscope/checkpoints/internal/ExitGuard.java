package periscope.checkpoints.internal;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps threads out of the library when the JVM ends. The library closes what is open from a
 * handler that runs at the very end of the process, when other threads may still be writing: that
 * damages files. So before that, writers that are still open are closed, and calls are refused from
 * then on.
 */
public final class ExitGuard {
  /** Time for the owner of a file to bring it to an end: a step and a checkpoint take less. */
  private static final long GRACE = 3_000; // milliseconds

  private static final long PAUSE = 5; // milliseconds

  private static final Set<Closeable> OPEN = ConcurrentHashMap.newKeySet();

  private ExitGuard() {}

  /** Has a writer closed when the JVM ends, unless its owner does so within a few seconds. */
  public static void add(Closeable writer) {
    OPEN.add(writer);
  }

  /** Says that a writer is closed. */
  public static void remove(Closeable writer) {
    OPEN.remove(writer);
  }

  static void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(ExitGuard::end, "hdf5-exit"));
  }

  private static void end() {
    try {
      long deadline = System.nanoTime() + GRACE * 1_000_000;
      while (!OPEN.isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(PAUSE);
      }
      Hdf5.end(
          () -> {
            for (Closeable writer : OPEN) {
              close(writer);
            }
          });
    } catch (IOException e) {
      // The library was never used, or not usable: nothing is open.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Closeable writer) {
    try {
      writer.close();
    } catch (IOException e) {
      // What was committed is in the file all the same, and there is nobody left to tell.
    }
  }
}
