package periscope.models.kernel;

/**
 * Sums in float64, each in four parts, which a processor adds up side by side: C2 leaves a sum of
 * floating-point numbers in its order, one after the other.
 */
public final class Sums {
  private Sums() {}

  /** Σ x. */
  public static double sum(double[] x) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
    }
    for (; i < x.length; i++) {
      s0 += x[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** Subtracts the mean from each value, and returns it. */
  public static double centre(double[] x) {
    double mean = sum(x) / x.length;
    for (int i = 0; i < x.length; i++) {
      x[i] -= mean;
    }
    return mean;
  }

  /** Σ x·y over the length of x. */
  public static double dot(double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      s0 += x[i] * y[i];
      s1 += x[i + 1] * y[i + 1];
      s2 += x[i + 2] * y[i + 2];
      s3 += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      s0 += x[i] * y[i];
    }
    return s0 + s1 + (s2 + s3);
  }
}
