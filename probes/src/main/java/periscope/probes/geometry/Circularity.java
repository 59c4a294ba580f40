package periscope.probes.geometry;

import periscope.probes.fourier.FourierBasis;

/**
 * How round points are along each of some axes (Zhong et al. 2023, arXiv:2306.17844): the
 * coordinates v of the p residues along an axis, scaled to ‖v‖ = 1, have the circularity
 *
 * <pre>{@code max over k ≥ 1 of 2/p · |Σ v(t) exp(2πikt/p)|², at most 1}</pre>
 *
 * <p>It is 1 for a wave of one frequency. The frequency p/2 of an even p has no sine and counts
 * twice, as in that work, hence the bound.
 *
 * <ul>
 *   <li>An axis with less than {@value #NOTHING} of the variance is rounding of float32 weights: it
 *       has no frequency (0) and does not count.
 *   <li>No axis that counts, or a value that is not finite: NaN.
 * </ul>
 */
final class Circularity {
  /** The square of float32's rounding, with a margin. */
  static final double NOTHING = 1e-12;

  private final double[] values; // [axes]; NaN where an axis does not count
  private final double[] frequencies; // [axes]

  private Circularity(double[] values, double[] frequencies) {
    this.values = values;
    this.frequencies = frequencies;
  }

  /**
   * Of points on axes.
   *
   * @param coordinates {@code [p][axes]}, each axis with the mean 0
   * @param total the sum of squares that shares of variance are of
   */
  static Circularity of(FourierBasis basis, double[] coordinates, int axes, double total) {
    double[] amplitudes = basis.amplitudes(basis.transform(coordinates, axes), axes);
    int count = basis.highestFrequency() + 1;
    double[] values = new double[axes];
    double[] frequencies = new double[axes];
    for (int axis = 0; axis < axes; axis++) {
      double norm = 0; // ‖v‖²
      for (int t = 0; t < basis.modulus(); t++) {
        norm += coordinates[t * axes + axis] * coordinates[t * axes + axis];
      }
      values[axis] = Double.NaN;
      frequencies[axis] = Double.isFinite(norm) ? 0 : Double.NaN;
      if (norm > NOTHING * total) {
        for (int k = 1; k < count; k++) {
          double amplitude = amplitudes[axis * count + k];
          double value = amplitude * amplitude / norm * (basis.hasSine(k) ? 1 : 2);
          if (!(value <= values[axis])) {
            values[axis] = value;
            frequencies[axis] = k;
          }
        }
      }
      values[axis] = Math.min(values[axis], 1);
    }
    return new Circularity(values, frequencies);
  }

  /** The mean over the axes that count. */
  double mean() {
    double sum = 0;
    int counted = 0;
    for (int axis = 0; axis < values.length; axis++) {
      if (frequencies[axis] >= 1) {
        sum += values[axis];
        counted++;
      } else if (Double.isNaN(frequencies[axis])) {
        return Double.NaN;
      }
    }
    return sum / counted;
  }

  /** The k of each axis, the lowest of equal ones; 0 where an axis does not count; not a copy. */
  double[] frequencies() {
    return frequencies;
  }
}
