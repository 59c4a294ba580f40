package periscope.models.internal.autodiff;

/** A step of a {@link Tape}. */
abstract class Operation {
  private final Variable result;

  Operation(Variable result) {
    this.result = result;
  }

  /** What it makes. */
  final Variable result() {
    return result;
  }

  /** Writes the result's values. */
  abstract void forward(int examples);

  /** Adds to the slopes of what it reads what follows from the result's. */
  abstract void backward(int examples);
}
