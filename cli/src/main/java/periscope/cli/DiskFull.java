package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what to do when there is no room on a disk. */
final class DiskFull {
  private static final String NO_ROOM = "No space left on device"; // the C library's words

  private DiskFull() {}

  /**
   * The same failure of a training, with what is kept if the disk is full.
   *
   * @param goOn how to go on
   */
  static IOException explain(IOException failure, Path run, String goOn) {
    return isOne(failure.getMessage())
        ? new IOException(
            String.format(
                Locale.ROOT,
                "%s: the disk is full; everything up to the last checkpoint is kept. Free some space. %s",
                run,
                goOn),
            failure)
        : failure;
  }

  /** Whether a message is that of a full disk. */
  static boolean isOne(@Nullable String message) {
    return message != null && message.contains(NO_ROOM);
  }
}
