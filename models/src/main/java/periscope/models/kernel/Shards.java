package periscope.models.kernel;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A team of threads that runs numbered tasks. Task {@code i} always means the same work; the number
 * of threads only changes who does it, so results that are reduced in task order have the same bits
 * for any number of threads.
 *
 * <p>The calling thread is one of the team. The others wait for work by spinning for a moment, then
 * parking, so an idle team costs nothing. A team with more threads than processors never spins.
 *
 * <p>One caller at a time; {@link #run} allocates nothing.
 */
public final class Shards implements AutoCloseable {
  private static final long SPIN_NANOS = 30_000;
  private static final int SPINS_BETWEEN_CLOCK_READS = 16;

  private final Worker[] workers;
  private final long spinNanos;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicInteger unfinished = new AtomicInteger();

  private IntConsumer task = i -> {};
  private int tasks;
  private volatile int round;
  private volatile boolean closed;
  private volatile @Nullable Thread waitingCaller;

  private Shards(int threads) {
    spinNanos = threads <= Runtime.getRuntime().availableProcessors() ? SPIN_NANOS : 0;
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
    }
    for (Worker worker : workers) {
      worker.thread.start();
    }
  }

  /**
   * A team of this many threads, the caller included.
   *
   * @throws IllegalArgumentException if {@code threads} is less than 1
   */
  public static Shards of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a team needs at least 1 thread, found %d", threads));
    }
    return new Shards(threads);
  }

  /** Number of threads, the caller included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs tasks 0 to {@code tasks − 1} and returns when all have ended. Everything written before
   * this call is visible to the tasks, and everything they write to the caller after it.
   *
   * <p>If tasks throw, the exception of the lowest of them is thrown here once all threads are
   * done, the others suppressed in it; a thread leaves out the tasks it had yet to do.
   *
   * @param task must not call {@code run} of the same team
   * @throws IllegalStateException if the team is closed or already running
   */
  public void run(int tasks, IntConsumer task) {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "these threads are already running tasks: a team serves one caller at a time");
    }
    try {
      if (closed) {
        throw new IllegalStateException("the team of threads is closed");
      }
      if (workers.length == 0 || tasks <= 1) {
        for (int i = 0; i < tasks; i++) {
          task.accept(i);
        }
      } else {
        runTogether(tasks, task);
      }
    } finally {
      busy.set(false);
    }
  }

  private void runTogether(int tasks, IntConsumer task) {
    this.task = task;
    this.tasks = tasks;
    unfinished.set(workers.length);
    startRound();
    Failure failure = null;
    try {
      failure = runShare(0);
    } finally {
      awaitWorkers();
    }
    for (Worker worker : workers) {
      failure = Failure.lowest(failure, worker.failure);
      worker.failure = null;
    }
    if (failure != null) {
      failure.rethrow();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the one caller writes it
  private void startRound() {
    round = round + 1;
    for (Worker worker : workers) {
      if (worker.parked) {
        LockSupport.unpark(worker.thread);
      }
    }
  }

  /** Runs every {@code threads()}-th task from {@code first}; returns the failure that ended it. */
  private @Nullable Failure runShare(int first) {
    int stride = workers.length + 1;
    for (int i = first; i < tasks; i += stride) {
      try {
        task.accept(i);
      } catch (Throwable e) { // a lost exception would leave the caller waiting for ever
        return new Failure(i, e);
      }
    }
    return null;
  }

  private void awaitWorkers() {
    long deadline = System.nanoTime() + spinNanos;
    for (int spins = 0; spinNanos > 0 && unfinished.get() > 0; spins++) {
      Thread.onSpinWait();
      if (spins % SPINS_BETWEEN_CLOCK_READS == 0 && System.nanoTime() - deadline > 0) {
        break;
      }
    }
    if (unfinished.get() == 0) {
      return;
    }
    boolean interrupted = false;
    waitingCaller = Thread.currentThread();
    while (unfinished.get() > 0) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    waitingCaller = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the threads. Closing twice is harmless; running afterwards is an error. */
  @Override
  public void close() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("the team of threads cannot be closed while it runs tasks");
    }
    try {
      closed = true;
      startRound();
      for (Worker worker : workers) {
        LockSupport.unpark(worker.thread);
      }
    } finally {
      busy.set(false);
    }
  }

  private record Failure(int task, Throwable cause) {

    static @Nullable Failure lowest(@Nullable Failure a, @Nullable Failure b) {
      if (a == null || b == null) {
        return a == null ? b : a;
      }
      boolean inOrder = a.task < b.task;
      Failure low = inOrder ? a : b;
      Failure high = inOrder ? b : a;
      if (!low.cause.equals(high.cause)) { // not one exception thrown twice
        low.cause.addSuppressed(high.cause);
      }
      return low;
    }

    void rethrow() {
      if (cause instanceof Error error) {
        throw error;
      }
      if (cause instanceof RuntimeException exception) {
        throw exception;
      }
      throw new IllegalStateException(
          String.format(Locale.ROOT, "task %d failed: %s", task, cause), cause);
    }
  }

  private final class Worker implements Runnable {
    private final int first;
    private final Thread thread;
    private volatile boolean parked;
    private @Nullable Failure failure; // written before unfinished is counted down

    Worker(int first) {
      this.first = first;
      thread = Thread.ofPlatform().daemon().name("periscope-shard-" + first).unstarted(this);
    }

    @Override
    public void run() {
      int seen = 0;
      while (true) {
        seen = awaitRound(seen);
        if (closed) {
          return;
        }
        failure = runShare(first);
        if (unfinished.decrementAndGet() == 0) {
          LockSupport.unpark(waitingCaller);
        }
      }
    }

    private int awaitRound(int seen) {
      long deadline = System.nanoTime() + spinNanos;
      for (int spins = 0; spinNanos > 0; spins++) {
        int now = round;
        if (now != seen) {
          return now;
        }
        Thread.onSpinWait();
        if (spins % SPINS_BETWEEN_CLOCK_READS == 0 && System.nanoTime() - deadline > 0) {
          break;
        }
      }
      parked = true;
      while (round == seen) {
        LockSupport.park(this);
        Thread.interrupted(); // clears the flag, with which park would return at once
      }
      parked = false;
      return round;
    }
  }
}
