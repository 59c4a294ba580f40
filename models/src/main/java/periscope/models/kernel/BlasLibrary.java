package periscope.models.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/** OpenBLAS as a file that is unpacked and loaded: asked for before the work that needs it. */
public final class BlasLibrary {
  private static final String FOLDER = "org.bytedeco.javacpp.cachedir";
  private static final String ADVICE =
      "name a folder that can be written with JAVA_TOOL_OPTIONS=-D" + FOLDER + "=FOLDER";

  private BlasLibrary() {}

  /**
   * Loads it, if that was not done before.
   *
   * @throws IOException if it cannot be unpacked or loaded: where that was tried, and what to do
   */
  public static synchronized void require() throws IOException {
    Object folder = folder();
    try {
      Loader.load(openblas.class);
    } catch (LinkageError e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the native library OpenBLAS for %s on %s cannot be loaded from %s: %s; if it cannot be unpacked or run there, %s",
              System.getProperty("os.name"),
              System.getProperty("os.arch"),
              folder,
              e.getMessage(),
              ADVICE),
          e);
    }
  }

  private static Object folder() throws IOException {
    try {
      return Loader.getCacheDir();
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the native libraries cannot be unpacked: tried %s; %s",
              tried(),
              ADVICE),
          e);
    }
  }

  /** Where JavaCPP looks for a folder, in its order. */
  private static String tried() {
    String temporary = ".javacpp-" + System.getProperty("user.name");
    return Stream.of(
            System.getProperty(FOLDER),
            Path.of(System.getProperty("user.home"), ".javacpp", "cache").toString(),
            Path.of(System.getProperty("java.io.tmpdir"), temporary, "cache").toString())
        .filter(Objects::nonNull)
        .collect(Collectors.joining(", "));
  }
}
