package periscope.probes.parity;

import periscope.models.kernel.Sums;

/**
 * How far a function of binary digits is the parity of some of them rather than of others (Barak et
 * al. 2022, arXiv:2207.08799): |f̂(S)| less the largest |f̂(T)| over the other sets T of as many
 * digits, with the Fourier coefficients f̂(T) = mean of f(x) · Π_{i in T} x_i over examples x of −1
 * and 1, and f scaled to a mean square of 1.
 *
 * <p>1 for the parity itself, over all inputs or so many that other parities are all but
 * uncorrelated with it; negative if another parity fits better. Over n random examples a
 * coefficient strays by 1/√n, so what chance gives is about −√(2·ln(number of sets)/n). f = 0: NaN.
 */
final class FourierGap {
  private final double[][] digits; // [digits][examples], −1 and 1
  private final int relevant;

  /**
   * Of the parity of the first digits.
   *
   * @param digits {@code [digits][examples]}, each −1 or 1; not copied
   * @param relevant how many
   */
  FourierGap(double[][] digits, int relevant) {
    this.digits = digits;
    this.relevant = relevant;
  }

  /** How many sets there are, as many digits each. */
  static double sets(int digits, int relevant) {
    double sets = 1;
    for (int i = 0; i < relevant; i++) {
      sets = sets * (digits - i) / (i + 1);
    }
    return sets;
  }

  /**
   * The gap.
   *
   * @param f {@code [examples]}
   */
  double of(double[] f) {
    double squares = 0;
    for (double value : f) {
      squares += value * value;
    }
    double scale = Math.sqrt(squares / f.length);
    if (!(scale > 0 && Double.isFinite(scale))) {
      return Double.NaN;
    }
    var search = new Search(f);
    search.extend(f, 0, 0, true);
    return (search.wanted - search.largestOther) / f.length / scale;
  }

  /** Goes through all sets, with the product of f and the digits chosen so far at each depth. */
  private final class Search {
    private final double[][] products; // [relevant][examples]
    private double wanted;
    private double largestOther;

    Search(double[] f) {
      products = new double[relevant][f.length];
    }

    void extend(double[] product, int chosen, int from, boolean onlyRelevant) {
      for (int digit = from; digit <= digits.length - (relevant - chosen); digit++) {
        boolean stillRelevant = onlyRelevant && digit < relevant;
        if (chosen == relevant - 1) {
          double coefficient = Math.abs(Sums.dot(product, digits[digit]));
          if (stillRelevant) {
            wanted = coefficient;
          } else {
            largestOther = Math.max(largestOther, coefficient);
          }
        } else {
          multiply(product, digits[digit], products[chosen]);
          extend(products[chosen], chosen + 1, digit + 1, stillRelevant);
        }
      }
    }
  }

  private static void multiply(double[] x, double[] y, double[] result) {
    for (int i = 0; i < x.length; i++) {
      result[i] = x[i] * y[i];
    }
  }
}
