package periscope.probes.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Computes numbered results on several threads and hands them on in order, a bounded number ahead.
 */
public final class OrderedPool {
  private static final String INTERRUPTED = "interrupted while probing";

  private OrderedPool() {}

  /**
   * Computes one result.
   *
   * @param <R> the result
   */
  @FunctionalInterface
  public interface Work<R> {
    /** The result of this number; called by the pool's threads. */
    R compute(int index) throws IOException;
  }

  /**
   * Takes one result.
   *
   * @param <R> the result
   */
  @FunctionalInterface
  public interface Sink<R> {
    /** Called by the calling thread, with the numbers in order. */
    void accept(int index, R result) throws IOException;
  }

  /** How many results may be under way or waiting at once. */
  public static int window(int threads) {
    return 2 * threads;
  }

  /**
   * Runs numbers 0 to {@code count - 1}. At most {@link #window} of them have been begun and not
   * yet handed on. The first exception, in order, ends it and is thrown.
   *
   * @throws InterruptedIOException if the calling thread is interrupted
   * @throws IllegalArgumentException if there is less than one thread
   */
  public static <R> void run(int count, int threads, Work<R> work, Sink<R> sink)
      throws IOException {
    run(List.of(), count, threads, work, sink);
  }

  /**
   * The same, with other tasks beside the numbers: done by one thread, one after the other, before
   * it takes part in these, so that long ones do not hold up the end.
   */
  public static <R> void run(
      List<Runnable> tasks, int count, int threads, Work<R> work, Sink<R> sink) throws IOException {
    if (threads < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d threads, expected 1 or more", threads));
    }
    var numbers = new AtomicInteger();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              var thread = new Thread(task, "probe-" + numbers.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      Future<?> others = pool.submit(() -> tasks.forEach(Runnable::run));
      var pending = new ArrayDeque<Future<R>>();
      int submitted = 0;
      for (int index = 0; index < count; index++) {
        while (submitted < count && submitted < index + window(threads)) {
          int next = submitted++;
          pending.add(pool.submit(() -> work.compute(next)));
        }
        sink.accept(index, result(pending.remove()));
      }
      result(others);
    } finally {
      pool.shutdownNow();
    }
  }

  private static <R> R result(Future<R> future) throws IOException {
    // A future that is done does not look whether its reader was interrupted.
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException(INTERRUPTED);
    }
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException(INTERRUPTED);
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException failure) {
        throw failure;
      }
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("work throws nothing else", e);
    }
  }
}
