package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Where a file is really written, and how it gets its name only when it is complete. */
final class OutputPath {
  private OutputPath() {}

  /**
   * The file itself where the path goes through links, so that one file has one lock.
   *
   * @throws IOException if its folder does not exist or cannot be written
   */
  static Path of(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    if (folder == null || name == null) {
      throw new IOException(file + " is a folder, not a file");
    }
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(folder.toString(), null, "there is no such folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          String.format(Locale.ROOT, "%s cannot be written: %s is not a folder", file, folder));
    }
    Path real = Files.exists(absolute) ? absolute.toRealPath() : folder.toRealPath().resolve(name);
    if (!Files.isWritable(real.resolveSibling("."))) {
      throw new AccessDeniedException(file.toString(), null, "its folder is not writable");
    }
    return real;
  }

  /** The name under which a file is made. Only for the holder of the file's lock. */
  static Path draft(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  /** Gives a finished draft its name, in place of an old file if there is one. */
  static void replace(Path draft, Path file) throws IOException {
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
