package periscope.cli;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command is about to write. */
final class OutputFiles {
  private OutputFiles() {}

  /**
   * Refuses to replace what is there, unless told to.
   *
   * @throws FileAlreadyExistsException if one of the files exists and {@code force} is not given
   */
  static void requireFree(boolean force, Path... files) throws FileAlreadyExistsException {
    for (Path file : files) {
      if (Files.exists(file) && !force) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
  }
}
