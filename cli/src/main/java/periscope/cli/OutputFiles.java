package periscope.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;

/** Files that a command is about to write. */
final class OutputFiles {
  private OutputFiles() {}

  /**
   * Refuses to replace what is there, unless told to.
   *
   * @throws FileAlreadyExistsException if one of the files exists and {@code force} is not given
   * @throws IOException if one of them is a device or the like, which nothing replaces
   */
  static void requireFree(boolean force, Path... files) throws IOException {
    for (Path file : files) {
      if (file.toString().isEmpty()) {
        throw new IllegalArgumentException("--out is empty: name a file");
      }
      if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
        throw new IOException(file + " is not a regular file: name another with --out");
      }
      if (Files.exists(file) && !force) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
  }

  /**
   * Refuses a file whose folder is not there.
   *
   * @throws IOException if it is not
   */
  static void requireFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s cannot be written: there is no folder %s; make it, or name another with --out",
              file,
              file.getParent()));
    }
  }

  /**
   * Refuses to write over what is read, even if told to replace it.
   *
   * @param sources files, or folders of them
   * @throws IOException if the file is there and is a source, or in a folder that is one
   */
  static void requireOther(Collection<Path> sources, Path file) throws IOException {
    for (Path source : sources) {
      if (Files.exists(file) && Files.exists(source) && isIn(source, file)) {
        throw new IOException(file + " is read from: name another file with --out");
      }
    }
  }

  private static boolean isIn(Path source, Path file) throws IOException {
    if (Files.isSameFile(source, file)) {
      return true;
    }
    Path folder = file.toAbsolutePath().getParent();
    return folder != null && Files.isDirectory(source) && Files.isSameFile(source, folder);
  }
}
