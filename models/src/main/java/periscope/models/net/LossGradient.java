package periscope.models.net;

/**
 * Mean cross-entropy over a fixed set of examples and its gradient. Not thread-safe; deterministic
 * for any thread count.
 */
@FunctionalInterface
public interface LossGradient {

  /**
   * Writes the gradient at {@code weights} over {@code gradient} and returns the loss.
   *
   * @param weights float32 weights
   * @param gradient overwritten for every trained parameter; untouched for the others
   * @return mean cross-entropy in nats, float64 over float32 logits
   */
  double compute(Parameters weights, Parameters gradient);
}
