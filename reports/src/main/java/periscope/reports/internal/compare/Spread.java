package periscope.reports.internal.compare;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.descriptive.Quantile;
import smile.math.MathEx;

/**
 * How numbers of several runs spread. Quantiles are those of Hyndman and Fan 1996
 * (doi:10.2307/2684934), definition 7, which R, NumPy and d3 take too: linear between order
 * statistics, so the median of two numbers is their mean.
 *
 * <ul>
 *   <li>Values that are NaN or infinite do not count.
 *   <li>Of no value, all numbers are NaN and {@code n} is 0.
 *   <li>Of one value, all are that value.
 * </ul>
 *
 * @param n how many values there are
 * @param least the smallest
 * @param lowerQuartile a quarter lies below
 * @param median half lies below
 * @param upperQuartile three quarters lie below
 * @param most the largest
 */
public record Spread(
    int n, double least, double lowerQuartile, double median, double upperQuartile, double most) {

  private static final Quantile QUANTILE =
      Quantile.withDefaults().with(Quantile.EstimationMethod.HF7);

  /** The spread of some values. */
  static Spread of(DoubleStream values) {
    double[] finite = values.filter(Double::isFinite).toArray();
    double[] quantiles = QUANTILE.evaluate(finite, 0, 0.25, 0.5, 0.75, 1);
    return new Spread(
        finite.length, quantiles[0], quantiles[1], quantiles[2], quantiles[3], quantiles[4]);
  }

  /**
   * Spearman's rank correlation; equal values share the mean of their ranks.
   *
   * @param n pairs of which both values are finite
   * @param rho the coefficient; NaN with fewer than three pairs, or where one side is constant
   */
  record Correlation(int n, double rho) {}

  /**
   * Correlates pairs of which both values are finite.
   *
   * @param x values // [runs]
   * @param y values of the same runs // [runs]
   */
  static Correlation correlation(double[] x, double[] y) {
    double[] keptX = new double[x.length];
    double[] keptY = new double[y.length];
    int n = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
        keptX[n] = x[i];
        keptY[n++] = y[i];
      }
    }
    double[] xs = Arrays.copyOf(keptX, n);
    double[] ys = Arrays.copyOf(keptY, n);
    boolean constant =
        Arrays.stream(xs).distinct().count() < 2 || Arrays.stream(ys).distinct().count() < 2;
    return new Correlation(n, n < 3 || constant ? Double.NaN : MathEx.spearman(xs, ys));
  }
}
