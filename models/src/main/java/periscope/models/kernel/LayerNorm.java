package periscope.models.kernel;

/**
 * Layer normalisation (Ba et al. 2016, arXiv:1607.06450) of rows of float32 values, with its sums
 * in float64:
 *
 * <pre>{@code y = (x − mean) / √(variance + ε) · w + b}</pre>
 *
 * <p>The variance is the mean square from the mean (over n, not n − 1), and ε = {@value #EPSILON},
 * as in PyTorch and TransformerLens. A row of equal values gives b; NaN gives NaN.
 */
public final class LayerNorm {
  /** What is added to the variance. */
  public static final double EPSILON = 1e-5;

  private LayerNorm() {}

  /**
   * Normalises rows.
   *
   * @param x {@code [rows][width]}
   * @param standard {@code (x − mean) / √(variance + ε)}, {@code [rows][width]}; may be x itself
   * @param inverse {@code 1 / √(variance + ε)} of each row
   * @param w {@code [width]}
   * @param b {@code [width]}
   * @param y {@code [rows][width]}; not {@code standard}
   */
  public static void forward(
      float[] x,
      int from,
      int rows,
      int width,
      float[] standard,
      double[] inverse,
      double[] w,
      double[] b,
      float[] y) {
    for (int r = from; r < from + rows; r++) {
      int at = r * width;
      double mean = sum(x, at, width) / width;
      double variance = squares(x, at, width, mean) / width;
      inverse[r] = 1 / Math.sqrt(variance + EPSILON);
      standardise(x, at, width, mean, inverse[r], standard);
      scale(standard, at, width, w, b, y);
    }
  }

  /**
   * The gradient of {@link #forward}.
   *
   * @param slope gradient of y {@code [rows][width]}; becomes that of x
   * @param wSlope gradient of w, added to
   * @param bSlope gradient of b, added to
   */
  public static void backwardInPlace(
      float[] slope,
      int from,
      int rows,
      int width,
      float[] standard,
      double[] inverse,
      double[] w,
      double[] wSlope,
      double[] bSlope) {
    for (int r = from; r < from + rows; r++) {
      int at = r * width;
      addProducts(slope, standard, at, width, wSlope);
      add(slope, at, width, bSlope);
      multiply(slope, at, width, w);
      double mean = sum(slope, at, width) / width;
      double along = products(slope, standard, at, width) / width;
      project(slope, standard, at, width, mean, along, inverse[r]);
    }
  }

  private static double sum(float[] x, int from, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i < from + n - 3; i += 4) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
    }
    for (; i < from + n; i++) {
      s0 += x[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static double squares(float[] x, int from, int n, double mean) {
    double s0 = 0;
    double s1 = 0;
    int i = from;
    for (; i < from + n - 1; i += 2) {
      double d0 = x[i] - mean;
      double d1 = x[i + 1] - mean;
      s0 += d0 * d0;
      s1 += d1 * d1;
    }
    for (; i < from + n; i++) {
      double d = x[i] - mean;
      s0 += d * d;
    }
    return s0 + s1;
  }

  private static double products(float[] x, float[] y, int from, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i < from + n - 3; i += 4) {
      s0 += (double) x[i] * y[i];
      s1 += (double) x[i + 1] * y[i + 1];
      s2 += (double) x[i + 2] * y[i + 2];
      s3 += (double) x[i + 3] * y[i + 3];
    }
    for (; i < from + n; i++) {
      s0 += (double) x[i] * y[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static void standardise(
      float[] x, int from, int n, double mean, double inverse, float[] standard) {
    for (int i = from; i < from + n; i++) {
      standard[i] = (float) ((x[i] - mean) * inverse);
    }
  }

  private static void scale(float[] standard, int from, int n, double[] w, double[] b, float[] y) {
    for (int i = 0; i < n; i++) {
      y[from + i] = (float) (standard[from + i] * w[i] + b[i]);
    }
  }

  private static void addProducts(float[] x, float[] y, int from, int n, double[] sums) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[from + i] * y[from + i];
    }
  }

  private static void add(float[] x, int from, int n, double[] sums) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[from + i];
    }
  }

  private static void multiply(float[] x, int from, int n, double[] factors) {
    for (int i = 0; i < n; i++) {
      x[from + i] = (float) (x[from + i] * factors[i]);
    }
  }

  private static void project(
      float[] slope, float[] standard, int from, int n, double mean, double along, double inverse) {
    for (int i = from; i < from + n; i++) {
      slope[i] = (float) ((slope[i] - mean - standard[i] * along) * inverse);
    }
  }
}
