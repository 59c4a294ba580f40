package periscope.models.kernel;

/**
 * What attention does between its projections, in float32 over a block of examples, with A the
 * {@link AttentionPattern}:
 *
 * <pre>{@code
 * z = Σ_positions A · v
 * }</pre>
 *
 * <p>One instance for each layer and thread.
 */
public final class AttentionHeads {
  private final int width; // heads · dHead
  private final int each; // queries of an example
  private final AttentionPattern pattern;
  private final HeadRows values;
  private final HeadBlocks blocks;
  private final float[] value; // these [block][heads][dHead]
  private final float[] spread;
  private final float[] product;
  private final float[] sum;

  /** Attention to these values by these scores, for blocks of up to so many examples. */
  public AttentionHeads(
      AttentionPattern.Shape shape, HeadScores scores, HeadRows values, int examples) {
    this.values = values;
    width = shape.heads() * shape.dHead();
    each = shape.queries();
    pattern = new AttentionPattern(shape, scores, examples);
    blocks = new HeadBlocks(shape.heads(), shape.dHead(), 1);
    value = blocks.buffer();
    spread = blocks.buffer();
    product = blocks.buffer();
    sum = blocks.buffer();
  }

  /**
   * What the heads read.
   *
   * @param rows the row of each example's each position, {@code [examples][positions]}
   * @param from where the first example's begin there
   * @param z {@code [examples][queries][heads][dHead]}
   */
  public void forward(int[] rows, int from, int examples, float[] z) {
    pattern.forward(rows, from, examples);
    int queries = examples * each;
    for (int first = 0; first < queries; first += HeadBlocks.ROWS) {
      int count = Math.min(HeadBlocks.ROWS, queries - first);
      int size = blocks.size(count);
      for (int position = 0; position < pattern.positions(); position++) {
        copyValues(first, count, position);
        blocks.spread(pattern.weights(position), first, count, spread);
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
      values.copy(pattern.index().key(first + r, position), value, r * width);
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
      for (int position = 0; position < pattern.positions(); position++) {
        valuesBackward(first, count, position);
      }
    }
    pattern.backward(examples);
  }

  private void valuesBackward(int first, int count, int position) {
    int size = blocks.size(count);
    if (pattern.scored()) {
      copyValues(first, count, position);
      Elementwise.multiply(sum, value, product, size);
      blocks.sum(product, count, pattern.slopes(position), first);
    }
    blocks.spread(pattern.weights(position), first, count, spread);
    Elementwise.multiply(sum, spread, product, size);
    for (int r = 0; r < count; r++) {
      values.addSlope(pattern.index().key(first + r, position), product, r * width);
    }
  }
}
