package periscope.models.spec;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A specification that cannot be used; the message is one sentence for the person who wrote it. */
public final class SpecException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what, where, expected and found. */
  public SpecException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
