package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** What stays the same whatever name a file has, and differs when another takes its place. */
record FileIdentity(Object key) {

  /** Identity of the file of this name, if there is one. */
  static Optional<FileIdentity> of(Path path) throws IOException {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return Optional.of(new FileIdentity(Optional.ofNullable(key).orElse(path.toRealPath())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
