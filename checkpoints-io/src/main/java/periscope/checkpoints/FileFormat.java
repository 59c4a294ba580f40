package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import periscope.checkpoints.internal.NotHdf5Exception;
import periscope.checkpoints.internal.StoredFile;

/** The attributes by which a file says what it is. */
final class FileFormat {
  static final String FORMAT = "format";
  static final String VERSION = "version";

  private FileFormat() {}

  /** A way of opening a file. */
  interface Opener<F extends StoredFile> {
    F open(Path file) throws IOException;
  }

  /**
   * Opens a file and checks what it says it is.
   *
   * @throws NotARunException if it is not HDF5, or of another format
   * @throws IOException if it is of a later version, or cannot be opened
   */
  static <F extends StoredFile> F open(Path path, String format, int version, Opener<F> opener)
      throws IOException {
    F file;
    try {
      file = opener.open(path);
    } catch (NotHdf5Exception e) {
      throw new NotARunException(
          String.format(Locale.ROOT, "%s, so not a %s file", e.getMessage(), format), e);
    }
    try {
      requireFormat(file, format, version);
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static void requireFormat(StoredFile file, String format, int version)
      throws IOException {
    Optional<String> found = file.text("/", FORMAT);
    if (found.isEmpty()) {
      throw new NotARunException(
          String.format(
              Locale.ROOT,
              "%s is an HDF5 file but not a %s file: it has no attribute \"%s\"",
              file.path(),
              format,
              FORMAT));
    }
    if (!found.get().equals(format)) {
      throw new NotARunException(
          String.format(
              Locale.ROOT, "%s is a %s file, not a %s file", file.path(), found.get(), format));
    }
    OptionalInt written = file.integer("/", VERSION);
    if (!(written.isPresent() && written.getAsInt() >= 1 && written.getAsInt() <= version)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: expected version %s of %s, found %s",
              file.path(),
              version == 1 ? "1" : "1 to " + version,
              format,
              written.isPresent() ? Integer.toString(written.getAsInt()) : "none"));
    }
  }
}
