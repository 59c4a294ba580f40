package periscope.probes.geometry;

import java.util.Arrays;

/**
 * Which parallelograms points form that addition asks for (Liu et al. 2022, arXiv:2205.10343): of
 * all pairs of different pairs {i, j} and {m, n} with i + j = m + n, the share with ‖(E_i + E_j) −
 * (E_m + E_n)‖ ≤ δ. An index may be twice in a pair.
 *
 * <p>Points are standardised first: centred, and divided by their root mean square distance from
 * the centre, so that the share does not depend on their scale, on a rotation, nor on how many
 * dimensions they are written in; in one dimension, as in that work, it is their standard
 * deviation.
 *
 * <ul>
 *   <li>No such parallelogram is possible, all points are one, or a value is not finite: NaN.
 * </ul>
 */
final class Parallelograms {
  private final double[] points; // [count][columns], standardised
  private final int count;
  private final int columns;
  private final boolean finite;

  /**
   * Standardises points.
   *
   * @param centred {@code [count][columns]}
   */
  Parallelograms(double[] centred, int count, int columns) {
    double squares = 0;
    for (double value : centred) {
      squares += value * value;
    }
    double scale = Math.sqrt(squares / count);
    points = new double[centred.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = centred[i] / scale;
    }
    this.count = count;
    this.columns = columns;
    finite = scale > 0 && Double.isFinite(scale);
  }

  /** With sums of whole numbers. */
  double ofIntegers(double delta) {
    return share(2 * count - 1, delta);
  }

  /** With sums modulo the number of points. */
  double ofResidues(double delta) {
    return share(count, delta);
  }

  private double share(int sums, double delta) {
    if (!finite) {
      return Double.NaN;
    }
    long possible = 0;
    long formed = 0;
    for (int sum = 0; sum < sums; sum++) {
      Pair[] pairs = pairs(sum, sums);
      possible += (long) pairs.length * (pairs.length - 1) / 2;
      for (int i = 1; i < pairs.length; i++) {
        Pair one = pairs[i];
        for (int j = i - 1; j >= 0 && one.first - pairs[j].first <= delta; j--) {
          formed += near(one, pairs[j], delta * delta) ? 1 : 0;
        }
      }
    }
    return (double) formed / possible;
  }

  /** E_i + E_j, of which the first number tells most apart. */
  private record Pair(int i, int j, double first) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      return Double.compare(first, other.first);
    }
  }

  /** All pairs i ≤ j with this sum, modulo {@code sums}, by their first numbers. */
  private Pair[] pairs(int sum, int sums) {
    var pairs = new Pair[count / 2 + 1];
    int found = 0;
    for (int i = 0; i < count; i++) {
      int j = Math.floorMod(sum - i, sums);
      if (j >= i && j < count) {
        pairs[found++] = new Pair(i, j, points[i * columns] + points[j * columns]);
      }
    }
    pairs = Arrays.copyOf(pairs, found);
    Arrays.sort(pairs);
    return pairs;
  }

  private boolean near(Pair x, Pair y, double square) {
    double sum = 0;
    for (int c = 0; c < columns; c++) {
      double side =
          points[x.i * columns + c]
              + points[x.j * columns + c]
              - points[y.i * columns + c]
              - points[y.j * columns + c];
      sum += side * side;
      if (sum > square) {
        return false;
      }
    }
    return true;
  }
}
