package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Says what to do when there is no room for the next checkpoint. */
final class DiskFull {
  private static final String NO_ROOM = "No space left on device"; // the C library's words

  private DiskFull() {}

  /** The same failure, with what is kept and how to go on if the disk is full. */
  static IOException explain(IOException failure, Path run) {
    return String.valueOf(failure.getMessage()).contains(NO_ROOM)
        ? new IOException(
            String.format(
                Locale.ROOT,
                "%s: the disk is full; everything up to the last checkpoint is kept. Free some space and go on with: periscope resume %s",
                run,
                run),
            failure)
        : failure;
  }
}
