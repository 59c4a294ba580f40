package periscope.models.kernel;

/**
 * Sums of some rows of a table, each with a weight, in float64. A row is an array of its own, so
 * that C2 sees the same index everywhere and vectorises the loops.
 */
public final class Mixture {
  private Mixture() {}

  /**
   * {@code sum += Σ weights[i] · rows[which[i]]}.
   *
   * @param sum {@code [width]}
   * @param rows {@code [rows][width]}
   * @param which the rows that are added, the first {@code count} of this
   * @param weights one for each of them
   */
  public static void add(double[] sum, double[][] rows, int[] which, double[] weights, int count) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      four(
          sum,
          rows[which[i]],
          weights[i],
          rows[which[i + 1]],
          weights[i + 1],
          rows[which[i + 2]],
          weights[i + 2],
          rows[which[i + 3]],
          weights[i + 3]);
    }
    for (; i < count; i++) {
      one(sum, rows[which[i]], weights[i]);
    }
  }

  private static void one(double[] sum, double[] row, double weight) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = Math.fma(weight, row[j], sum[j]);
    }
  }

  private static void four(
      double[] sum,
      double[] a,
      double wa,
      double[] b,
      double wb,
      double[] c,
      double wc,
      double[] d,
      double wd) {
    for (int j = 0; j < sum.length; j++) {
      double left = Math.fma(wa, a[j], sum[j]);
      double right = Math.fma(wc, c[j], wd * d[j]);
      sum[j] = Math.fma(wb, b[j], left) + right;
    }
  }
}
