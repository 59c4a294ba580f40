package periscope.models.kernel;

import java.util.Arrays;

/** {@link HeadScores} computed for each query and key. Holds scratch space: one for each thread. */
public final class PairwiseScores implements HeadScores {
  private final int width; // heads · dHead
  private final HeadRows queries;
  private final HeadRows keys;
  private final HeadBlocks blocks;
  private final float[] query; // these [block][heads][dHead]
  private final float[] querySlope;
  private final float[] key;
  private final float[] spread;
  private final float[] product;

  /** Scores of these rows. */
  public PairwiseScores(int heads, int dHead, HeadRows queries, HeadRows keys) {
    width = heads * dHead;
    this.queries = queries;
    this.keys = keys;
    blocks = new HeadBlocks(heads, dHead, (float) (1 / Math.sqrt(dHead)));
    query = blocks.buffer();
    querySlope = blocks.buffer();
    key = blocks.buffer();
    spread = blocks.buffer();
    product = blocks.buffer();
  }

  @Override
  public void forward(HeadIndex index, int queries, float[][] scores) {
    for (int first = 0; first < queries; first += HeadBlocks.ROWS) {
      int rows = Math.min(HeadBlocks.ROWS, queries - first);
      copyQueries(index, first, rows);
      for (int position = 0; position < scores.length; position++) {
        copyKeys(index, first, rows, position);
        Elementwise.multiply(query, key, product, blocks.size(rows));
        blocks.sum(product, rows, scores[position], first);
      }
    }
  }

  private void copyQueries(HeadIndex index, int first, int rows) {
    for (int r = 0; r < rows; r++) {
      queries.copy(index.query(first + r), query, r * width);
    }
  }

  private void copyKeys(HeadIndex index, int first, int rows, int position) {
    for (int r = 0; r < rows; r++) {
      keys.copy(index.key(first + r, position), key, r * width);
    }
  }

  @Override
  public void backward(HeadIndex index, int queries, float[][] slopes) {
    for (int first = 0; first < queries; first += HeadBlocks.ROWS) {
      int rows = Math.min(HeadBlocks.ROWS, queries - first);
      int size = blocks.size(rows);
      copyQueries(index, first, rows);
      Arrays.fill(querySlope, 0);
      for (int position = 0; position < slopes.length; position++) {
        copyKeys(index, first, rows, position);
        blocks.spread(slopes[position], first, rows, spread);
        Elementwise.addProducts(spread, key, querySlope, size);
        Elementwise.multiply(spread, query, product, size);
        for (int r = 0; r < rows; r++) {
          keys.addSlope(index.key(first + r, position), product, r * width);
        }
      }
      for (int r = 0; r < rows; r++) {
        this.queries.addSlope(index.query(first + r), querySlope, r * width);
      }
    }
  }
}
