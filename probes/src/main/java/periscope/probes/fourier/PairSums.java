package periscope.probes.fourier;

import java.util.Arrays;
import periscope.probes.Intermediate;
import periscope.probes.SnapshotAnalysis;

/**
 * Sums of values over those of the p² ordered pairs (a, b) that have the same a, the same b, the
 * same a + b or the same a − b, modulo p. All that is of one frequency only in both operands can be
 * had from these, without a transform in two dimensions: see {@link NeuronSpectra}.
 */
final class PairSums {
  /** Of the last layer's neurons of a snapshot. */
  static final Intermediate<SnapshotAnalysis, PairSums> NEURONS =
      Intermediate.of(
          snapshot ->
              of(snapshot.run().modulus(), snapshot.neurons().values(), snapshot.neurons().dim(1)));

  /** Maps at a time: their sums stay in cache, and values are read in long pieces. */
  private static final int TOGETHER = 512;

  private final int count;
  private final double[] byFirst; // [p][count]
  private final double[] bySecond; // [p][count]
  private final double[] bySum; // [p][count]
  private final double[] byDifference; // [p][count]
  private final double[] variation; // [count]

  private PairSums(int p, int count) {
    this.count = count;
    byFirst = new double[p * count];
    bySecond = new double[p * count];
    bySum = new double[p * count];
    byDifference = new double[p * count];
    variation = new double[count];
  }

  /**
   * Sums of several maps side by side.
   *
   * @param values {@code [p][p][count]}
   */
  static PairSums of(int p, double[] values, int count) {
    var sums = new PairSums(p, count);
    for (int from = 0; from < count; from += TOGETHER) {
      sums.add(p, values, from, Math.min(TOGETHER, count - from));
    }
    return sums;
  }

  /** All in one reading of the values, which is what takes the time. */
  private void add(int p, double[] values, int from, int width) {
    double[][] first = new double[p][width];
    double[][] second = new double[p][width];
    double[][] sum = new double[p][width];
    double[][] difference = new double[p][width];
    double[] start = Arrays.copyOfRange(values, from, from + width);
    double[] shift = new double[width];
    double[] squares = new double[width];
    double[] row = new double[width];
    for (int a = 0; a < p; a++) {
      for (int b = 0; b < p; b++) {
        System.arraycopy(values, (a * p + b) * count + from, row, 0, width);
        add(row, first[a], second[b], sum[(a + b) % p], difference[(a - b + p) % p]);
        addShifted(row, start, shift, squares);
      }
    }
    copy(first, byFirst, from);
    copy(second, bySecond, from);
    copy(sum, bySum, from);
    copy(difference, byDifference, from);
    takeVariation(p, shift, squares, from);
  }

  private static void add(double[] row, double[] u, double[] v, double[] w, double[] x) {
    for (int i = 0; i < row.length; i++) {
      u[i] += row[i];
      v[i] += row[i];
      w[i] += row[i];
      x[i] += row[i];
    }
  }

  private static void addShifted(double[] row, double[] start, double[] sums, double[] squares) {
    for (int i = 0; i < row.length; i++) {
      double value = row[i] - start[i];
      sums[i] += value;
      squares[i] = Math.fma(value, value, squares[i]);
    }
  }

  private void copy(double[][] rows, double[] to, int from) {
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, to, i * count + from, rows[i].length);
    }
  }

  /**
   * Σ (h − mean)² = Σ (h − h₀)² − (Σ (h − h₀))² / p², with h₀ the value of the first pair. Of a map
   * that is constant both are 0; else the second is at most p² times the result, so that rounding
   * takes 1e-16 · p² of it at worst.
   */
  private void takeVariation(int p, double[] shift, double[] squares, int from) {
    for (int i = 0; i < squares.length; i++) {
      variation[from + i] = Math.max(0, squares[i] - shift[i] * shift[i] / ((double) p * p));
    }
  }

  /** Means over all pairs, {@code [count]}. */
  double[] means(int p) {
    double[] means = new double[count];
    for (int at = 0; at < byFirst.length; at += count) {
      for (int i = 0; i < count; i++) {
        means[i] += byFirst[at + i] / ((double) p * p);
      }
    }
    return means;
  }

  /** Σ (h − mean)² over all pairs, {@code [count]}; not a copy. */
  double[] variation() {
    return variation;
  }

  /** Number of maps. */
  int count() {
    return count;
  }

  /** Sums over pairs with this a, {@code [p][count]}; not a copy. */
  double[] byFirst() {
    return byFirst;
  }

  /** Sums over pairs with this b, {@code [p][count]}; not a copy. */
  double[] bySecond() {
    return bySecond;
  }

  /** Sums over pairs with this a + b, {@code [p][count]}; not a copy. */
  double[] bySum() {
    return bySum;
  }

  /** Sums over pairs with this a − b, {@code [p][count]}; not a copy. */
  double[] byDifference() {
    return byDifference;
  }
}
