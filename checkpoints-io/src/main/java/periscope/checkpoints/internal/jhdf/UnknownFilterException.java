package periscope.checkpoints.internal.jhdf;

import io.jhdf.exceptions.HdfException;

/** Values went through a filter that is not known. */
final class UnknownFilterException extends HdfException {
  private static final long serialVersionUID = 1;

  UnknownFilterException(String message) {
    super(message);
  }
}
