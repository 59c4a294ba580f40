package periscope.probes.geometry;

/**
 * How much the logit of the right answer depends on the distance of the operands of an addition
 * (Zhong et al. 2023, arXiv:2306.17844): the standard deviation of that logit over the pairs of one
 * difference a − b, averaged over differences, over its standard deviation over all pairs.
 *
 * <p>Near 0 the logit follows from the difference, near 1 it does not depend on it. For even p,
 * where each difference meets only half of the sums, the definition holds as it stands here. All
 * logits equal: NaN.
 */
final class DistanceIrrelevance {
  private DistanceIrrelevance() {}

  /**
   * Of logits.
   *
   * @param logits {@code [p][p][p]} of a, b, answer
   */
  static double of(double[] logits, int p) {
    double[] right = new double[p * p]; // [difference][a]
    for (int a = 0; a < p; a++) {
      for (int b = 0; b < p; b++) {
        right[Math.floorMod(a - b, p) * p + a] = logits[(a * p + b) * p + (a + b) % p];
      }
    }
    double sum = 0;
    for (int difference = 0; difference < p; difference++) {
      sum += deviation(right, difference * p, p);
    }
    return sum / p / deviation(right, 0, p * p);
  }

  /** Over n, not n − 1. */
  private static double deviation(double[] values, int from, int n) {
    double mean = 0;
    for (int i = from; i < from + n; i++) {
      mean += values[i] / n;
    }
    double squares = 0;
    for (int i = from; i < from + n; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    return Math.sqrt(squares / n);
  }
}
