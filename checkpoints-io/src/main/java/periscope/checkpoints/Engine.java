package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.StoredFile;
import periscope.checkpoints.internal.jhdf.JavaFile;

/** What reads and writes HDF5. The choice is made when a file is opened. */
enum Engine {
  /** The HDF5 library, where there is one for this platform. */
  NATIVE,
  /** Java alone. */
  JAVA;

  /** System property that forces one: {@code native} or {@code java}. */
  static final String PROPERTY = "periscope.hdf5";

  /**
   * The one in use.
   *
   * @throws IOException if the property has another value
   */
  static Engine current() throws IOException {
    String wanted = System.getProperty(PROPERTY, "");
    return switch (wanted) {
      case "java" -> JAVA;
      case "native" -> NATIVE;
      case "" -> H5File.isPossible() ? NATIVE : JAVA;
      default ->
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "system property %s: expected native or java, found %s",
                  PROPERTY,
                  wanted));
    };
  }

  /**
   * Opens a finished file for reading.
   *
   * @throws periscope.checkpoints.internal.NotHdf5Exception if it is not an HDF5 file
   */
  StoredFile openForReading(Path path) throws IOException {
    if (this == JAVA) {
      return JavaFile.open(path, true);
    }
    return examined(path, true, H5File::openForReading);
  }

  /**
   * Opens for reading a file that may be finished, being written, or left behind by a crash; or a
   * run that is kept in parts.
   *
   * @throws periscope.checkpoints.internal.NotHdf5Exception if it is not an HDF5 file
   */
  StoredFile openLive(Path path) throws IOException {
    if (PartNames.isRun(path)) {
      return PartsFile.open(path, this);
    }
    if (this == JAVA) {
      return JavaFile.open(path, false);
    }
    return examined(path, false, H5File::openLive);
  }

  private static StoredFile examined(Path path, boolean finished, FileFormat.Opener<H5File> opener)
      throws IOException {
    JavaFile structure = JavaFile.examine(path, finished);
    try {
      return new ExaminedFile(structure, opener.open(path));
    } catch (IOException e) {
      structure.close();
      throw e;
    }
  }

  /** As in the property. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
