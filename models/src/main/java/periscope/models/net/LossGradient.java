package periscope.models.net;

/**
 * The mean loss over a batch of examples and its gradient. Not thread-safe; deterministic for any
 * thread count. The first batch are the first examples, as many as a batch can have.
 *
 * @param <V> values of the precision in which it computes
 */
public interface LossGradient<V extends Values<V>> {

  /**
   * Makes other examples the batch.
   *
   * @param rows indices of examples
   * @param from position in {@code rows} of the first of them
   * @param count how many, at least 1 and no more than a batch can have
   */
  void select(int[] rows, int from, int count);

  /**
   * Says which random bits the next {@link #compute} draws, in a network that drops some of its
   * values: other seeds and other steps give other bits, and the same give the same.
   */
  default void draw(long seed, long step) {}

  /**
   * Writes the gradient at {@code weights} over {@code gradient} and returns the loss.
   *
   * @param gradient overwritten for every trained parameter; untouched for the others
   * @return the mean loss, float64 over outputs of the precision
   */
  double compute(V weights, V gradient);
}
