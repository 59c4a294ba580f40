package periscope.models.kernel;

/**
 * How much of which position a query takes, in float32 over a block of examples:
 *
 * <pre>{@code
 * A = α · softmax(q·kᵀ / √dHead) + (1 − α) over the positions that a query sees
 * }</pre>
 *
 * <p>An index says which rows of queries and keys are whose: so rows may be shared by examples, as
 * those of the first layer are, of which there is one for each token and position. Queries are the
 * last of an example's positions.
 *
 * <p>Softmax is in float64 inside. NaN gives NaN. Holds the softmax of the last forward pass, which
 * the backward pass reads: one instance for each layer and thread.
 */
public final class AttentionPattern {
  private final int each; // queries of an example
  private final boolean scored;
  private final HeadIndex index;
  private final HeadScores scores;
  private final HeadSoftmax softmax;
  private final float[][] weights; // by position, [queries][heads] each
  private final float[][] slopes; // as the weights

  /**
   * Shapes of attention.
   *
   * @param heads number of heads
   * @param dHead width of each
   * @param positions tokens an example has
   * @param queries how many of them, the last, ask
   * @param causal whether a position sees itself and those before it only
   * @param alpha α; with 0 neither queries nor keys matter
   */
  public record Shape(
      int heads, int dHead, int positions, int queries, boolean causal, double alpha) {}

  /** Patterns from these scores, for blocks of up to so many examples. */
  public AttentionPattern(Shape shape, HeadScores scores, int examples) {
    this.scores = scores;
    each = shape.queries;
    scored = shape.alpha > 0;
    index = new HeadIndex(shape.positions, each);
    int queries = Math.multiplyExact(examples, each);
    int size = Math.multiplyExact(queries, shape.heads);
    softmax =
        new HeadSoftmax(shape.heads, shape.positions, each, shape.causal, shape.alpha, queries);
    weights = new float[shape.positions][size];
    slopes = new float[shape.positions][scored ? size : 0];
  }

  /**
   * Computes {@link #weights}.
   *
   * @param rows the row of each example's each position, {@code [examples][positions]}
   * @param from where the first example's begin there
   */
  public void forward(int[] rows, int from, int examples) {
    index.set(rows, from);
    int queries = examples * each;
    if (scored) {
      scores.forward(index, queries, weights);
    }
    softmax.forwardInPlace(weights, queries);
  }

  /** Whether the pattern depends on queries and keys, so that its gradient is asked for. */
  public boolean scored() {
    return scored;
  }

  /** The rows of the last {@link #forward}. */
  HeadIndex index() {
    return index;
  }

  /** Number of positions. */
  public int positions() {
    return weights.length;
  }

  /** The pattern at a position, {@code [queries][heads]}. */
  public float[] weights(int position) {
    return weights[position];
  }

  /** Where {@link #backward} expects the gradient of {@link #weights}. */
  public float[] slopes(int position) {
    return slopes[position];
  }

  /** Adds the gradient of the last {@link #forward} to those of queries and keys. */
  public void backward(int examples) {
    if (scored) {
      int queries = examples * each;
      softmax.backwardInPlace(slopes, queries);
      scores.backward(index, queries, slopes);
    }
  }
}
