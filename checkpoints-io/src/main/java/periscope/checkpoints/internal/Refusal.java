package periscope.checkpoints.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** The sentences with which files are refused, whatever reads them. */
public final class Refusal {
  private Refusal() {}

  /**
   * Checks that there is a file that could be HDF5.
   *
   * @throws NotHdf5Exception if it cannot be
   * @throws IOException if it is not there or not readable
   */
  public static void requireFile(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw new NotHdf5Exception(path + " is not a regular file");
    }
    if (Files.size(path) == 0) {
      throw new NotHdf5Exception(path + " is empty");
    }
    if (!Files.isReadable(path)) {
      throw new IOException(path + ": no permission to read this file");
    }
  }

  /** The file has no HDF5 signature. */
  public static IOException notHdf5(Path path) {
    return new NotHdf5Exception(path + " is not an HDF5 file");
  }

  /** A dataset holds other numbers than it should. */
  public static IOException otherType(String where, ElementType expected, String found) {
    return new IOException(
        String.format(
            Locale.ROOT, "%s: expected %s values, found %s", where, expected.label(), found));
  }

  /** A dataset holds what cannot be read at all. */
  public static IOException unknownType(String where, String found) {
    return new IOException(
        String.format(
            Locale.ROOT, "%s: expected numbers of 32 or 64 bits, found %s", where, found));
  }

  /** External or virtual storage. */
  public static IOException elsewhere(String where) {
    return new IOException(where + ": its values are kept in other files, which is not read");
  }

  /** Bytes that a file's structure points to and the file does not have. */
  public static IOException cutShort(String where, long size) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s: values that should be here are not in the file, which has %d bytes; it was cut short",
            where,
            size));
  }
}
