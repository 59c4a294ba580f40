package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.H5E_DEFAULT;
import static org.bytedeco.hdf5.global.hdf5.H5Eset_auto2;
import static org.bytedeco.hdf5.global.hdf5.H5PLset_loading_state;
import static org.bytedeco.hdf5.global.hdf5.H5open;

import java.io.IOException;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/** Loads the native library, once, so that it prints nothing. */
final class NativeLibrary {
  private static @Nullable String failure;
  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it, if that was not done before. Only under the lock of {@link Hdf5}.
   *
   * @throws IOException if there is no library for this platform
   */
  static void load() throws IOException {
    if (loaded) {
      return;
    }
    if (failure != null) {
      throw new IOException(failure);
    }
    try {
      silenceJavaCpp();
      Loader.load(org.bytedeco.hdf5.global.hdf5.class);
      H5open();
      H5Eset_auto2(H5E_DEFAULT(), null, null);
      // A file can ask for a filter that the library would load as a plugin, which is code.
      H5PLset_loading_state(0);
      ExitGuard.install();
      loaded = true;
    } catch (LinkageError e) {
      failure =
          String.format(
              Locale.ROOT,
              "no native HDF5 library for %s on %s: %s",
              System.getProperty("os.name"),
              System.getProperty("os.arch"),
              e.getMessage());
      throw new IOException(failure, e);
    }
  }

  /** Whether there is one for this platform. Only under the lock of {@link Hdf5}. */
  static boolean isThere() {
    try {
      load();
      return true;
    } catch (IOException e) {
      return false; // the reason is kept, for whoever asks for the library by name
    }
  }

  /** JavaCPP prints a line about versions unless its messages go to SLF4J, if that is there. */
  private static void silenceJavaCpp() {
    ClassLoader loader = NativeLibrary.class.getClassLoader();
    boolean slf4j =
        loader != null
            && loader.getResource("META-INF/services/org.slf4j.spi.SLF4JServiceProvider") != null;
    if (slf4j && System.getProperty("org.bytedeco.javacpp.logger") == null) {
      System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
    }
  }
}
