package periscope.probes.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

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
    this.points = Arrays.stream(centred).map(value -> value / scale).toArray();
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
      List<Pair> pairs = pairs(sum, sums);
      possible += (long) pairs.size() * (pairs.size() - 1) / 2;
      for (int i = 1; i < pairs.size(); i++) {
        Pair one = pairs.get(i);
        for (int j = i - 1; j >= 0 && one.first - pairs.get(j).first <= delta; j--) {
          formed += near(one, pairs.get(j), delta * delta) ? 1 : 0;
        }
      }
    }
    return (double) formed / possible;
  }

  /** E_i + E_j, of which the first number tells most apart. */
  private record Pair(int i, int j, double first) {}

  /** All pairs i ≤ j with this sum, modulo {@code sums}, by their first numbers. */
  private List<Pair> pairs(int sum, int sums) {
    var pairs = new ArrayList<Pair>();
    for (int i = 0; i < count; i++) {
      int j = Math.floorMod(sum - i, sums);
      if (j >= i && j < count) {
        pairs.add(new Pair(i, j, points[i * columns] + points[j * columns]));
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::first));
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
