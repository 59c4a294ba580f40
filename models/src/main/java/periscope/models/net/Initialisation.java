package periscope.models.net;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Random and fixed starting values of matrices. */
final class Initialisation {
  private static final double CUT = 2; // in standard deviations of the normal before it is cut

  /** Standard deviation of a standard normal that is cut at ±2. */
  private static final double CUT_DEVIATION = 0.8796256610342398;

  private Initialisation() {}

  /**
   * Normal values with mean 0 and deviation {@code sigma}, drawn again outside ±2 sigma; their own
   * deviation is therefore 0.8796 sigma.
   */
  static void truncatedNormal(float[] values, double sigma, UniformRandomProvider random) {
    ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    for (int i = 0; i < values.length; i++) {
      double x;
      do {
        x = normal.sample();
      } while (Math.abs(x) > CUT);
      values[i] = (float) (sigma * x);
    }
  }

  /** Normal values with mean 0 and deviation {@code sigma}. */
  static void normal(float[] values, double sigma, UniformRandomProvider random) {
    ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (sigma * normal.sample());
    }
  }

  /** Values uniform between {@code -bound} and {@code bound}. */
  static void uniform(float[] values, double bound, UniformRandomProvider random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
  }

  /**
   * Variance scaling (He et al. 2015, arXiv:1502.01852) by a truncated normal: after the cut the
   * variance is {@code scale / fanIn}.
   */
  static void varianceScaling(
      float[] values, double scale, int fanIn, UniformRandomProvider random) {
    truncatedNormal(values, Math.sqrt(scale / fanIn) / CUT_DEVIATION, random);
  }

  /**
   * Columns ∝ cos(2πi/p) and sin(2πi/p) of norm 1; for p = 2, whose sines are all 0, the second
   * column is 0.
   *
   * @param values {@code [p][2]}
   */
  static void circle(float[] values) {
    int p = values.length / 2;
    double norm = Math.sqrt(p / 2.0);
    for (int i = 0; i < p; i++) {
      double angle = 2 * Math.PI * i / p;
      values[2 * i] = (float) (p == 2 ? Math.cos(angle) / Math.sqrt(2) : Math.cos(angle) / norm);
      values[2 * i + 1] = p == 2 ? 0 : (float) (Math.sin(angle) / norm);
    }
  }
}
