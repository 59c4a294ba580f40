package periscope.checkpoints.imports.internal;

/** The forms that files have. */
enum Form {
  TORCH("PyTorch"),
  SAFETENSORS("safetensors"),
  NPY("npy"),
  NPZ("npz"),
  HDF5("HDF5"),
  PICKLE("pickle");

  private final String label;

  Form(String label) {
    this.label = label;
  }

  /** Its name before the word file, for messages. */
  String label() {
    return label;
  }
}
