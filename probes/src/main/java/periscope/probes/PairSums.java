package periscope.probes;

import java.util.stream.IntStream;

/**
 * Sums of neurons over those of the p² ordered pairs (a, b) that have the same a, the same b, the
 * same a + b or the same a − b, modulo p. All that is of one frequency only in both operands can be
 * had from these, without a transform in two dimensions.
 */
public final class PairSums {
  private final int count;
  private final double[] byFirst; // [p][count]
  private final double[] bySecond; // [p][count]
  private final double[] bySum; // [p][count]
  private final double[] byDifference; // [p][count]
  private final double[] means; // [count]
  private final double[] variation; // [count]

  private PairSums(int p, int count) {
    this.count = count;
    byFirst = new double[p * count];
    bySecond = new double[p * count];
    bySum = new double[p * count];
    byDifference = new double[p * count];
    means = new double[count];
    variation = new double[count];
  }

  /**
   * Sums of several neurons side by side.
   *
   * @param values {@code [p][p][count]}
   */
  public static PairSums of(int p, double[] values, int count) {
    var collector = new Collector(p, count);
    collector.add(values);
    return collector.sums();
  }

  /** Number of neurons. */
  public int count() {
    return count;
  }

  /** Means over all pairs, {@code [count]}; not a copy. */
  public double[] means() {
    return means;
  }

  /** Σ (h − mean)² over all pairs, {@code [count]}; not a copy. */
  public double[] variation() {
    return variation;
  }

  /** Sums over pairs with this a, {@code [p][count]}; not a copy. */
  public double[] byFirst() {
    return byFirst;
  }

  /** Sums over pairs with this b, {@code [p][count]}; not a copy. */
  public double[] bySecond() {
    return bySecond;
  }

  /** Sums over pairs with this a + b, {@code [p][count]}; not a copy. */
  public double[] bySum() {
    return bySum;
  }

  /** Sums over pairs with this a − b, {@code [p][count]}; not a copy. */
  public double[] byDifference() {
    return byDifference;
  }

  /** Takes the pairs in their order, in one or more parts. */
  static final class Collector {
    /** Neurons at a time: their sums stay in cache, and values are read in long pieces. */
    private static final int TOGETHER = 512;

    private final int p;
    private final int count;
    private final Piece[] pieces;
    private int next;

    Collector(int p, int count) {
      this.p = p;
      this.count = count;
      pieces =
          IntStream.range(0, Math.ceilDiv(count, TOGETHER))
              .map(i -> i * TOGETHER)
              .mapToObj(from -> new Piece(p, from, Math.min(TOGETHER, count - from)))
              .toArray(Piece[]::new);
    }

    /** Adds the next pairs, {@code [pairs][count]}. */
    void add(double[] values) {
      int pairs = values.length / count;
      for (Piece piece : pieces) {
        piece.add(next, values, count);
      }
      next += pairs;
    }

    /** The sums, once all pairs are there. */
    PairSums sums() {
      if (next != p * p) {
        throw new IllegalStateException(next + " pairs of " + p + "^2");
      }
      var sums = new PairSums(p, count);
      for (Piece piece : pieces) {
        piece.copyTo(sums);
      }
      return sums;
    }
  }

  /** Some neurons that lie next to each other. A row is an array of its own, for C2's sake. */
  private static final class Piece {
    private final int p;
    private final int from;
    private final int width;
    private final double[][] first; // [p][width]
    private final double[][] second;
    private final double[][] sum;
    private final double[][] difference;
    private final double[] start; // [width], of the first pair
    private final double[] shift; // Σ (h − start)
    private final double[] squares; // Σ (h − start)²
    private final double[] shiftOfFirst; // the same over the pairs so far of one a
    private final double[] squaresOfFirst;
    private final double[] row;

    Piece(int p, int from, int width) {
      this.p = p;
      this.from = from;
      this.width = width;
      first = new double[p][width];
      second = new double[p][width];
      sum = new double[p][width];
      difference = new double[p][width];
      start = new double[width];
      shift = new double[width];
      squares = new double[width];
      shiftOfFirst = new double[width];
      squaresOfFirst = new double[width];
      row = new double[width];
    }

    /** All in one reading of the values, which is what takes the time. */
    void add(int pair, double[] values, int stride) {
      if (pair == 0) {
        System.arraycopy(values, from, start, 0, width);
      }
      int pairs = values.length / stride;
      for (int i = 0; i < pairs; i++) {
        int a = (pair + i) / p;
        int b = (pair + i) % p;
        System.arraycopy(values, i * stride + from, row, 0, width);
        add(row, first[a], second[b], sum[(a + b) % p], difference[(a - b + p) % p]);
        addShifted(row, start, shiftOfFirst, squaresOfFirst);
        if (b == p - 1) {
          move(shiftOfFirst, shift);
          move(squaresOfFirst, squares);
        }
      }
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

    private static void move(double[] from, double[] to) {
      for (int i = 0; i < from.length; i++) {
        to[i] += from[i];
        from[i] = 0;
      }
    }

    void copyTo(PairSums sums) {
      copy(first, sums.byFirst, sums.count);
      copy(second, sums.bySecond, sums.count);
      copy(sum, sums.bySum, sums.count);
      copy(difference, sums.byDifference, sums.count);
      takeMoments(sums);
    }

    private void copy(double[][] rows, double[] to, int stride) {
      for (int i = 0; i < p; i++) {
        System.arraycopy(rows[i], 0, to, i * stride + from, width);
      }
    }

    /**
     * Σ (h − mean)² = Σ (h − h₀)² − (Σ (h − h₀))² / p², with h₀ the value of the first pair. Of a
     * neuron that is constant both are 0; else the second is at most p² times the result, and so is
     * what rounding takes of it. That of p² equal terms, added one after another, would be up to p²
     * roundings; the pairs of each a have a sum of their own, so it is p of them twice.
     */
    private void takeMoments(PairSums sums) {
      double pairs = (double) p * p;
      for (int i = 0; i < width; i++) {
        sums.variation[from + i] = Math.max(0, squares[i] - shift[i] * shift[i] / pairs);
        for (double[] ofFirst : first) {
          sums.means[from + i] += ofFirst[i] / pairs;
        }
      }
    }
  }
}
