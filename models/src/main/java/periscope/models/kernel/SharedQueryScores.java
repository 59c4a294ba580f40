package periscope.models.kernel;

import java.util.Arrays;

/**
 * {@link HeadScores} where all examples ask with one row, as with = at the end in the first layer:
 * one score for each key's row and head, made from the rows once, by {@link #ofRows}, for all lanes
 * together. Their gradients become those of query and keys likewise, by {@link #toRows}.
 */
public final class SharedQueryScores implements HeadScores {
  private final int heads;
  private final float[] scores; // [rows][heads]
  private final double[] slopes; // [rows][heads]

  /**
   * Scores in arrays that are shared with the caller.
   *
   * @param scores {@code [rows][heads]}
   * @param slopes their gradients, added to
   */
  public SharedQueryScores(int heads, float[] scores, double[] slopes) {
    this.heads = heads;
    this.scores = scores;
    this.slopes = slopes;
  }

  /**
   * From query and keys to scores.
   *
   * @param query {@code [heads][dHead]}
   * @param keys {@code [rows][heads][dHead]}
   * @param scores {@code [rows][heads]}, overwritten
   */
  public static void ofRows(float[] query, float[] keys, float[] scores) {
    int dHead = keys.length / scores.length;
    double scale = 1 / Math.sqrt(dHead);
    for (int i = 0; i < scores.length; i++) {
      int key = i * dHead;
      int from = key % query.length;
      double sum = 0;
      for (int j = 0; j < dHead; j++) {
        sum += (double) query[from + j] * keys[key + j];
      }
      scores[i] = (float) (scale * sum);
    }
  }

  @Override
  public void forward(HeadIndex index, int queries, float[][] scores) {
    for (int position = 0; position < scores.length; position++) {
      float[] out = scores[position];
      for (int r = 0; r < queries; r++) {
        System.arraycopy(this.scores, index.key(r, position) * heads, out, r * heads, heads);
      }
    }
  }

  @Override
  public void backward(HeadIndex index, int queries, float[][] slopes) {
    for (int position = 0; position < slopes.length; position++) {
      float[] in = slopes[position];
      for (int r = 0; r < queries; r++) {
        int to = index.key(r, position) * heads;
        for (int head = 0; head < heads; head++) {
          this.slopes[to + head] += in[r * heads + head];
        }
      }
    }
  }

  /**
   * From the total gradient of the scores to those of query and keys.
   *
   * @param slopes {@code [rows][heads]}
   * @param query {@code [heads][dHead]}
   * @param keys {@code [rows][heads][dHead]}
   * @param querySlope as the query, overwritten
   * @param keySlope as the keys, overwritten
   * @param sums scratch, as the query
   */
  public static void toRows(
      float[] slopes,
      float[] query,
      float[] keys,
      float[] querySlope,
      float[] keySlope,
      double[] sums) {
    int width = query.length;
    int heads = slopes.length / (keys.length / width);
    int dHead = width / heads;
    float scale = (float) (1 / Math.sqrt(dHead));
    Arrays.fill(sums, 0);
    for (int i = 0; i < keys.length; i++) {
      float slope = scale * slopes[i / dHead];
      keySlope[i] = slope * query[i % width];
      sums[i % width] += (double) slope * keys[i];
    }
    Elementwise.narrow(sums, querySlope, 0, width);
  }
}
