package periscope.models.net;

/**
 * Sees, and may replace, every named value of a forward pass: first each parameter by its parameter
 * name, then each activation by its TransformerLens name, in the order of computation.
 */
@FunctionalInterface
public interface Hooks {

  /**
   * The value to go on with: {@code value} itself, or another of the same shape. The given tensor's
   * array is never changed in place.
   */
  Tensor apply(String name, Tensor value);

  /** Changes nothing. */
  static Hooks none() {
    return (name, value) -> value;
  }

  /** Applies these hooks, then {@code next}. */
  default Hooks andThen(Hooks next) {
    return (name, value) -> next.apply(name, apply(name, value));
  }
}
