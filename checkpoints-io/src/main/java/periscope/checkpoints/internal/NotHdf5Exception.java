package periscope.checkpoints.internal;

import java.io.IOException;

/** A file is not in HDF5 format. */
public final class NotHdf5Exception extends IOException {
  private static final long serialVersionUID = 1;

  /** With a sentence that names the file. */
  public NotHdf5Exception(String message) {
    super(message);
  }
}
