package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.H5E_DEFAULT;
import static org.bytedeco.hdf5.global.hdf5.H5E_WALK_UPWARD;
import static org.bytedeco.hdf5.global.hdf5.H5Eclear2;
import static org.bytedeco.hdf5.global.hdf5.H5Eset_auto2;
import static org.bytedeco.hdf5.global.hdf5.H5Ewalk2;
import static org.bytedeco.hdf5.global.hdf5.H5dont_atexit;
import static org.bytedeco.hdf5.global.hdf5.H5open;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.hdf5.H5E_error2_t;
import org.bytedeco.hdf5.H5E_walk2_t;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The native HDF5 library: loaded once, quiet, and called by one thread at a time. Two threads
 * inside it at once end the JVM, so all calls go through {@link #call} or {@link #run}, and every
 * result through {@link #check}, which refuses to work without the lock.
 */
public final class Hdf5 {
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static @Nullable String loadFailure;
  private static @Nullable Reason reason;
  private static boolean loaded;

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
   * @throws IOException if the call throws it, or if there is no library for this platform
   */
  public static <T extends @Nullable Object> T call(Call<T> call) throws IOException {
    LOCK.lock();
    try {
      load();
      return call.run();
    } finally {
      LOCK.unlock();
    }
  }

  /** As {@link #call}, without a result. */
  public static void run(Action action) throws IOException {
    LOCK.lock();
    try {
      load();
      action.run();
    } finally {
      LOCK.unlock();
    }
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
    Reason walker = reason;
    if (walker == null) {
      return "no reason given";
    }
    walker.text = "no reason given";
    H5Ewalk2(H5E_DEFAULT(), H5E_WALK_UPWARD, walker, null);
    H5Eclear2(H5E_DEFAULT());
    return walker.text;
  }

  private static void load() throws IOException {
    if (loaded) {
      return;
    }
    if (loadFailure != null) {
      throw new IOException(loadFailure);
    }
    try {
      silenceJavaCpp();
      Loader.load(org.bytedeco.hdf5.global.hdf5.class);
      // A JVM that ends in the middle leaves its file as a crash would, instead of having the
      // library write from an exit handler while other threads are still inside it.
      H5dont_atexit();
      H5open();
      H5Eset_auto2(H5E_DEFAULT(), null, null);
      reason = new Reason();
      loaded = true;
    } catch (LinkageError e) {
      loadFailure =
          String.format(
              Locale.ROOT,
              "no native HDF5 library for %s on %s: %s",
              System.getProperty("os.name"),
              System.getProperty("os.arch"),
              e.getMessage());
      throw new IOException(loadFailure, e);
    }
  }

  /** JavaCPP prints a line about versions unless its messages go to SLF4J, if that is there. */
  private static void silenceJavaCpp() {
    ClassLoader loader = Hdf5.class.getClassLoader();
    boolean slf4j =
        loader != null
            && loader.getResource("META-INF/services/org.slf4j.spi.SLF4JServiceProvider") != null;
    if (slf4j && System.getProperty("org.bytedeco.javacpp.logger") == null) {
      System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
    }
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
