package periscope.probes.fourier;

import java.util.Arrays;

/** How unevenly non-negative values share their sum: scale-free numbers of one spectrum. */
public final class Sparsity {
  private Sparsity() {}

  /**
   * The Gini coefficient 2 Σ i·x₍ᵢ₎ / (n Σ x) − (n + 1)/n with x₍₁₎ ≤ … ≤ x₍ₙ₎.
   *
   * <ul>
   *   <li>All equal: 0. One positive value: (n − 1)/n.
   *   <li>All zero, or empty: NaN. A NaN among the values: NaN.
   * </ul>
   *
   * <p>Hurley and Rickard 2009, doi:10.1109/TIT.2009.2027527.
   *
   * @param values non-negative, unchanged
   */
  public static double gini(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double sum = 0;
    double weighted = 0;
    for (int i = 0; i < n; i++) {
      sum += sorted[i];
      weighted += (2.0 * (i + 1) - n - 1) * sorted[i];
    }
    return weighted / (n * sum);
  }

  /**
   * The inverse participation ratio Σ (|x|/‖x‖)⁴ of {@code count} values from {@code offset} on.
   *
   * <ul>
   *   <li>All equal: 1/count. One value: 1.
   *   <li>All zero: NaN. A NaN among the values: NaN.
   * </ul>
   *
   * <p>Gromov 2023, arXiv:2301.02679.
   */
  public static double inverseParticipationRatio(double[] values, int offset, int count) {
    double largest = 0;
    for (int i = offset; i < offset + count; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    double squares = 0;
    double fourths = 0;
    for (int i = offset; i < offset + count; i++) {
      double square = values[i] / largest * (values[i] / largest);
      squares += square;
      fourths += square * square;
    }
    return fourths / (squares * squares);
  }
}
