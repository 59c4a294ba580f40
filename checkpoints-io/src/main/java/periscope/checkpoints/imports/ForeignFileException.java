package periscope.checkpoints.imports;

import java.io.IOException;

/** A file from elsewhere cannot be read as what it claims to be: one sentence for a person. */
public final class ForeignFileException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says what, where, what was expected and what was found. */
  public ForeignFileException(String message) {
    super(message);
  }

  /** Says it, and keeps what lies below. */
  public ForeignFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
