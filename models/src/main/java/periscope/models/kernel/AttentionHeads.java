package periscope.models.kernel;

/**
 * What attention does between its projections, in float32 over a block of examples:
 *
 * <pre>{@code
 * A = α · softmax(q·kᵀ / √dHead) + (1 − α) over the positions that a query sees
 * z = Σ_positions A · v
 * }</pre>
 *
 * <p>An index says which rows of queries, keys and values are whose: so rows may be shared by
 * examples, as those of the first layer are, of which there is one for each token and position.
 * Queries are the last of an example's positions.
 *
 * <p>Softmax is in float64 inside. NaN gives NaN. Holds the softmax of the last forward pass, which
 * the backward pass reads: one instance for each layer and thread.
 */
public final class AttentionHeads {
  private final int width; // heads · dHead
  private final int each; // queries of an example
  private final boolean scored;
  private final HeadIndex index;
  private final HeadScores scores;
  private final HeadRows values;
  private final HeadSoftmax softmax;
  private final HeadBlocks blocks;
  private final float[][] pattern; // by position, [queries][heads] each
  private final float[][] patternSlope; // as the pattern
  private final float[] value; // these [block][heads][dHead]
  private final float[] spread;
  private final float[] product;
  private final float[] sum;

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

  /** Attention to these values by these scores, for blocks of up to so many examples. */
  public AttentionHeads(Shape shape, HeadScores scores, HeadRows values, int examples) {
    this.scores = scores;
    this.values = values;
    width = shape.heads * shape.dHead;
    each = shape.queries;
    scored = shape.alpha > 0;
    index = new HeadIndex(shape.positions, each);
    int queries = examples * each;
    softmax =
        new HeadSoftmax(shape.heads, shape.positions, each, shape.causal, shape.alpha, queries);
    blocks = new HeadBlocks(shape.heads, shape.dHead, 1);
    pattern = new float[shape.positions][queries * shape.heads];
    patternSlope = new float[shape.positions][scored ? queries * shape.heads : 0];
    value = blocks.buffer();
    spread = blocks.buffer();
    product = blocks.buffer();
    sum = blocks.buffer();
  }

  /** Makes what all blocks of a step share. */
  public void prepare() {
    if (scored) {
      scores.prepare();
    }
  }

  /**
   * What the heads read.
   *
   * @param rows the row of each example's each position, {@code [examples][positions]}
   * @param from where the first example's begin there
   * @param z {@code [examples][queries][heads][dHead]}
   */
  public void forward(int[] rows, int from, int examples, float[] z) {
    index.set(rows, from);
    int queries = examples * each;
    if (scored) {
      scores.forward(index, queries, pattern);
    }
    softmax.forwardInPlace(pattern, queries);
    for (int first = 0; first < queries; first += HeadBlocks.ROWS) {
      int count = Math.min(HeadBlocks.ROWS, queries - first);
      int size = blocks.size(count);
      for (int position = 0; position < pattern.length; position++) {
        copyValues(first, count, position);
        blocks.spread(pattern[position], first, count, spread);
        if (position == 0) {
          Elementwise.multiply(spread, value, sum, size);
        } else {
          Elementwise.addProducts(spread, value, sum, size);
        }
      }
      System.arraycopy(sum, 0, z, first * width, size);
    }
  }

  private void copyValues(int first, int count, int position) {
    for (int r = 0; r < count; r++) {
      values.copy(index.key(first + r, position), value, r * width);
    }
  }

  /**
   * The gradient of the last {@link #forward}, added to those of queries, keys and values.
   *
   * @param zSlope gradient of z
   */
  public void backward(int examples, float[] zSlope) {
    int queries = examples * each;
    for (int first = 0; first < queries; first += HeadBlocks.ROWS) {
      int count = Math.min(HeadBlocks.ROWS, queries - first);
      System.arraycopy(zSlope, first * width, sum, 0, blocks.size(count));
      for (int position = 0; position < pattern.length; position++) {
        valuesBackward(first, count, position);
      }
    }
    if (scored) {
      softmax.backwardInPlace(patternSlope, queries);
      scores.backward(index, queries, patternSlope);
    }
  }

  private void valuesBackward(int first, int count, int position) {
    int size = blocks.size(count);
    if (scored) {
      copyValues(first, count, position);
      Elementwise.multiply(sum, value, product, size);
      blocks.sum(product, count, patternSlope[position], first);
    }
    blocks.spread(pattern[position], first, count, spread);
    Elementwise.multiply(sum, spread, product, size);
    for (int r = 0; r < count; r++) {
      values.addSlope(index.key(first + r, position), product, r * width);
    }
  }
}
