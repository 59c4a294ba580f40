package periscope.models.kernel;

import java.util.Arrays;

/**
 * What attention does between its projections, in float32 over a block of examples:
 *
 * <pre>{@code
 * p = softmax(q·kᵀ / √dHead) over the positions that a query sees
 * z = Σ_positions (α·p + 1 − α) · v
 * }</pre>
 *
 * <p>Queries, keys and values stand side by side in rows {@code [3][heads][dHead]}, and an index
 * says which row is whose: so rows may be shared by examples, as those of the first layer are, of
 * which there is one for each token and position. Queries are the last of an example's positions.
 *
 * <p>Softmax is in float64 inside. NaN anywhere gives NaN. Holds the softmax of the last forward
 * pass, which the backward pass reads: one instance for each layer and thread.
 */
public final class AttentionHeads {
  private final int heads;
  private final int dHead;
  private final int width; // heads · dHead
  private final int positions;
  private final int queries;
  private final boolean causal;
  private final double alpha;
  private final double scale;
  private final float[] scores; // [examples][queries][heads][positions], less their largest
  private final double[] softmax; // as scores
  private final double[] wide; // [heads][dHead]
  private final double[] patternSlope; // [positions]

  /**
   * Scratch space for blocks of up to {@code examples} examples.
   *
   * @param heads number of heads
   * @param dHead width of each
   * @param positions tokens an example has
   * @param queries how many of them, the last, ask
   * @param causal whether a position sees itself and those before it only
   * @param alpha α; with 0 neither queries nor keys matter
   */
  public AttentionHeads(
      int heads,
      int dHead,
      int positions,
      int queries,
      boolean causal,
      double alpha,
      int examples) {
    this.heads = heads;
    this.dHead = dHead;
    this.positions = positions;
    this.queries = queries;
    this.causal = causal;
    this.alpha = alpha;
    width = heads * dHead;
    scale = 1 / Math.sqrt(dHead);
    int cells = alpha > 0 ? examples * queries * heads * positions : 0;
    scores = new float[cells];
    softmax = new double[cells];
    wide = new double[width];
    patternSlope = new double[positions];
  }

  /**
   * What the heads read.
   *
   * @param qkv rows of {@code [3][heads][dHead]}
   * @param index the row of each example's each position, {@code [examples][positions]}
   * @param from where the first example's begin there
   * @param z {@code [examples][queries][heads][dHead]}
   */
  public void forward(float[] qkv, int[] index, int from, int examples, float[] z) {
    if (alpha > 0) {
      softmax(qkv, index, from, examples);
    }
    for (int at = 0; at < examples * queries; at++) {
      int example = from + at / queries * positions;
      int seen = seen(at % queries);
      Arrays.fill(wide, 0);
      for (int key = 0; key < seen; key++) {
        int value = (index[example + key] * 3 + 2) * width;
        for (int head = 0; head < heads; head++) {
          double weight = pattern((at * heads + head) * positions + key);
          addScaled(weight, qkv, value + head * dHead, wide, head * dHead, dHead);
        }
      }
      narrow(wide, z, at * width, width);
    }
  }

  /** How many positions a query sees, the first. */
  private int seen(int query) {
    return causal ? positions - queries + query + 1 : positions;
  }

  private double pattern(int cell) {
    return alpha > 0 ? alpha * softmax[cell] + (1 - alpha) : 1;
  }

  private void softmax(float[] qkv, int[] index, int from, int examples) {
    for (int at = 0; at < examples * queries; at++) {
      int example = from + at / queries * positions;
      int query = index[example + positions - queries + at % queries] * 3 * width;
      int seen = seen(at % queries);
      for (int head = 0; head < heads; head++) {
        int cell = (at * heads + head) * positions;
        float largest = Float.NEGATIVE_INFINITY;
        for (int key = 0; key < seen; key++) {
          int there = (index[example + key] * 3 + 1) * width;
          float score =
              (float) scale * dot(qkv, query + head * dHead, qkv, there + head * dHead, dHead);
          scores[cell + key] = score;
          largest = Math.max(largest, score);
        }
        for (int key = 0; key < seen; key++) {
          scores[cell + key] -= largest;
        }
        Arrays.fill(scores, cell + seen, cell + positions, Exp.LOWEST); // as good as not there
      }
    }
    int cells = examples * queries * heads * positions;
    Elementwise.exp(scores, 0, softmax, cells);
    for (int cell = 0; cell < cells; cell += positions) {
      double sum = 0;
      for (int key = 0; key < positions; key++) {
        sum += softmax[cell + key];
      }
      for (int key = 0; key < positions; key++) {
        softmax[cell + key] /= sum;
      }
    }
  }

  /**
   * The gradient of {@link #forward} for the same arguments.
   *
   * @param zSlope gradient of z
   * @param slope gradients of the rows of {@code qkv}, added to, in float64 so that the order of
   *     examples hardly matters
   */
  public void backward(
      float[] qkv, int[] index, int from, int examples, float[] zSlope, double[] slope) {
    for (int at = 0; at < examples * queries; at++) {
      int example = from + at / queries * positions;
      int query = index[example + positions - queries + at % queries] * 3 * width;
      int seen = seen(at % queries);
      for (int head = 0; head < heads; head++) {
        int cell = (at * heads + head) * positions;
        int d = at * width + head * dHead;
        for (int key = 0; key < seen; key++) {
          int value = (index[example + key] * 3 + 2) * width + head * dHead;
          addScaled(pattern(cell + key), zSlope, d, slope, value, dHead);
          if (alpha > 0) {
            patternSlope[key] = dot(zSlope, d, qkv, value, dHead);
          }
        }
        if (alpha > 0) {
          scoresBackward(qkv, index, example, seen, query + head * dHead, cell, head, slope);
        }
      }
    }
  }

  private void scoresBackward(
      float[] qkv,
      int[] index,
      int example,
      int seen,
      int query,
      int cell,
      int head,
      double[] slope) {
    double mean = 0;
    for (int key = 0; key < seen; key++) {
      mean += softmax[cell + key] * patternSlope[key];
    }
    for (int key = 0; key < seen; key++) {
      double score = alpha * scale * softmax[cell + key] * (patternSlope[key] - mean);
      int there = (index[example + key] * 3 + 1) * width + head * dHead;
      addScaled(score, qkv, there, slope, query, dHead);
      addScaled(score, qkv, query, slope, there, dHead);
    }
  }

  /** Four sums, since additions in one would wait for each other. */
  private static float dot(float[] x, int xFrom, float[] y, int yFrom, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      s0 += x[xFrom + i] * y[yFrom + i];
      s1 += x[xFrom + i + 1] * y[yFrom + i + 1];
      s2 += x[xFrom + i + 2] * y[yFrom + i + 2];
      s3 += x[xFrom + i + 3] * y[yFrom + i + 3];
    }
    for (; i < n; i++) {
      s0 += x[xFrom + i] * y[yFrom + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static void addScaled(double factor, float[] x, int xFrom, double[] y, int yFrom, int n) {
    for (int i = 0; i < n; i++) {
      y[yFrom + i] += factor * x[xFrom + i];
    }
  }

  private static void narrow(double[] x, float[] y, int yFrom, int n) {
    for (int i = 0; i < n; i++) {
      y[yFrom + i] = (float) x[i];
    }
  }
}
