package periscope.models.kernel;

import java.util.Arrays;

/**
 * From scores to the pattern by which values are mixed, α · softmax(scores) + (1 − α) over the
 * positions that a query sees, and 0 for the others. In float64 inside; what is by position is in
 * an array each, {@code [queries][heads]}.
 */
final class HeadSoftmax {
  private final int heads;
  private final int each; // queries of an example
  private final boolean causal;
  private final double alpha;
  private final float[] largest; // [queries][heads]
  private final double[] sums; // [queries][heads]
  private final double[][] softmax; // by position

  HeadSoftmax(int heads, int positions, int each, boolean causal, double alpha, int queries) {
    this.heads = heads;
    this.each = each;
    this.causal = causal;
    this.alpha = alpha;
    int size = alpha > 0 ? queries * heads : 0;
    largest = new float[size];
    sums = new double[size];
    softmax = new double[positions][size];
  }

  /** Makes scores the pattern. */
  void forwardInPlace(float[][] scores, int queries) {
    int n = queries * heads;
    if (alpha > 0) {
      mask(scores, queries, -Float.MAX_VALUE);
      Arrays.fill(largest, 0, n, Float.NEGATIVE_INFINITY);
      for (float[] at : scores) {
        raise(largest, at, n);
      }
      Arrays.fill(sums, 0, n, 0);
      for (int position = 0; position < scores.length; position++) {
        exponentials(scores[position], largest, softmax[position], n);
        Elementwise.addInPlace(sums, softmax[position], 0, n);
      }
      for (int position = 0; position < scores.length; position++) {
        divide(softmax[position], sums, n);
        weigh(softmax[position], alpha, scores[position], n);
      }
    } else {
      for (float[] at : scores) {
        Arrays.fill(at, 0, n, 1);
      }
    }
    mask(scores, queries, 0);
  }

  /** What a query does not see, if it does not see all. */
  private void mask(float[][] scores, int queries, float value) {
    if (!causal || each == 1) {
      return;
    }
    for (int position = scores.length - each + 1; position < scores.length; position++) {
      for (int r = 0; r < queries; r++) {
        if (position > scores.length - each + r % each) {
          Arrays.fill(scores[position], r * heads, (r + 1) * heads, value);
        }
      }
    }
  }

  private static void raise(float[] largest, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      largest[i] = Math.max(largest[i], x[i]);
    }
  }

  private static void exponentials(float[] x, float[] largest, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Exp.exp(Math.max(x[i] - largest[i], Exp.LOWEST));
    }
  }

  private static void divide(double[] x, double[] by, int n) {
    for (int i = 0; i < n; i++) {
      x[i] /= by[i];
    }
  }

  private static void weigh(double[] softmax, double alpha, float[] pattern, int n) {
    for (int i = 0; i < n; i++) {
      pattern[i] = (float) (alpha * softmax[i] + (1 - alpha));
    }
  }

  /** Makes the pattern's gradient that of the scores; α must be above 0. */
  void backwardInPlace(float[][] slopes, int queries) {
    int n = queries * heads;
    Arrays.fill(sums, 0, n, 0);
    for (int position = 0; position < slopes.length; position++) {
      addProducts(softmax[position], slopes[position], sums, n);
    }
    for (int position = 0; position < slopes.length; position++) {
      scale(softmax[position], sums, alpha, slopes[position], n);
    }
  }

  private static void addProducts(double[] x, float[] y, double[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[i] * y[i];
    }
  }

  private static void scale(double[] softmax, double[] mean, double alpha, float[] slope, int n) {
    for (int i = 0; i < n; i++) {
      slope[i] = (float) (alpha * softmax[i] * (slope[i] - mean[i]));
    }
  }
}
