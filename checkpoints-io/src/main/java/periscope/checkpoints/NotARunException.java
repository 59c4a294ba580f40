package periscope.checkpoints;

import java.io.IOException;

/**
 * A file cannot be read as what it should be: it is not HDF5, is of another kind, or holds no
 * checkpoint. The message is a sentence for users.
 */
public final class NotARunException extends IOException {
  private static final long serialVersionUID = 1;

  NotARunException(String message) {
    super(message);
  }

  NotARunException(String message, Throwable cause) {
    super(message, cause);
  }
}
