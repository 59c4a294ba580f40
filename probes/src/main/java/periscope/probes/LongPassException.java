package periscope.probes;

import java.io.IOException;
import java.nio.file.Path;

/** A pass was to be begun only if it is short, see {@link ProbePass#shortOnly}, and it is not. */
public final class LongPassException extends IOException {
  private static final long serialVersionUID = 1L;

  LongPassException(Path run) {
    super(run + " takes more than a second or two to measure");
  }
}
