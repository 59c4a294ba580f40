package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.H5E_DEFAULT;
import static org.bytedeco.hdf5.global.hdf5.H5E_WALK_UPWARD;
import static org.bytedeco.hdf5.global.hdf5.H5Eclear2;
import static org.bytedeco.hdf5.global.hdf5.H5Ewalk2;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.hdf5.H5E_error2_t;
import org.bytedeco.hdf5.H5E_walk2_t;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The native HDF5 library: loaded once, quiet, and called by one thread at a time. Two threads
 * inside it at once end the JVM, so all calls go through {@link #call} or {@link #run}, and every
 * result through {@link #check}, which refuses to work without the lock.
 */
public final class Hdf5 {
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("([^:]+):.*error message = '([^']+)'.*", Pattern.DOTALL);
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static @Nullable Reason reason;
  private static boolean ended;

  private Hdf5() {}

  /** Something to do with the library that gives a result. */
  public interface Call<T extends @Nullable Object> {
    /** Runs under the lock. */
    T run() throws IOException;
  }

  /** Something to do with the library. */
  public interface Action {
    /** Runs under the lock. */
    void run() throws IOException;
  }

  /**
   * Runs with the library to itself. May be nested.
   *
   * @throws IOException if the call throws it, or if the program is ending
   */
  public static <T extends @Nullable Object> T call(Call<T> call) throws IOException {
    LOCK.lock();
    try {
      enter();
      return call.run();
    } finally {
      LOCK.unlock();
    }
  }

  /** As {@link #call}, without a result. */
  public static void run(Action action) throws IOException {
    LOCK.lock();
    try {
      enter();
      action.run();
    } finally {
      LOCK.unlock();
    }
  }

  private static void enter() throws IOException {
    if (ended) {
      throw new IOException("the program is ending, so no file is read or written any more");
    }
  }

  /** Does a last thing, after which nobody enters the library again. */
  static void end(Action last) throws IOException {
    run(
        () -> {
          try {
            last.run();
          } finally {
            ended = true;
          }
        });
  }

  /**
   * Returns what an HDF5 function returned, unless that is negative.
   *
   * @param where file and object, for the message
   * @param action what was tried, for the message: "cannot " is put before it
   * @throws IOException if the result is negative: where, what, and the library's reason
   */
  static long check(long result, String where, String action) throws IOException {
    if (!LOCK.isHeldByCurrentThread()) {
      throw new IllegalStateException("HDF5 was called outside its lock");
    }
    if (result >= 0) {
      return result;
    }
    throw new IOException(String.format(Locale.ROOT, "%s: cannot %s: %s", where, action, reason()));
  }

  /** The innermost description on the library's error stack, which is then cleared. */
  static String reason() {
    if (reason == null) {
      reason = new Reason();
    }
    Reason walker = reason;
    walker.text = "no reason given";
    H5Ewalk2(H5E_DEFAULT(), H5E_WALK_UPWARD, walker, null);
    H5Eclear2(H5E_DEFAULT());
    return shorten(walker.text);
  }

  /** Leaves of a failed system call what failed and why, without addresses and descriptors. */
  private static String shorten(String text) {
    Matcher systemCall = SYSTEM_CALL.matcher(text);
    return systemCall.matches()
        ? systemCall.group(1) + ": " + systemCall.group(2)
        : text.replaceAll("\\s+", " ");
  }

  /** Keeps the first description of a walk from the innermost error outwards. */
  private static final class Reason extends H5E_walk2_t {
    private String text = "";

    @Override
    public int call(int n, H5E_error2_t error, @Nullable Pointer data) {
      if (n == 0 && error.desc() != null) {
        text = error.desc().getString();
      }
      return 0;
    }
  }
}
