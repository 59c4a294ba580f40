package periscope.probes.geometry;

import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import smile.math.MathEx;

/** Points as the library takes and gives them. */
final class PlanePoints {
  /** Dimensions of a plane. */
  static final int PLANE = 2;

  private PlanePoints() {}

  /**
   * Draws points in the plane, on a thread of its own: the library's random numbers belong to a
   * thread, and its sums depend on how many there are.
   *
   * @param points {@code [rows][columns]}
   * @param map from {@code [rows][columns]} to {@code [rows][2]}
   * @return {@code [rows][2]}; empty if a value is not finite
   */
  static Optional<double[]> fit(
      double[] points, int rows, int columns, long seed, UnaryOperator<double[][]> map) {
    double[][] given = new double[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        given[row][i] = points[row * columns + i];
        if (!Double.isFinite(given[row][i])) {
          return Optional.empty();
        }
      }
    }
    try (var pool = new ForkJoinPool(1)) {
      double[][] plane =
          pool.submit(
                  () -> {
                    MathEx.setSeed(seed);
                    return map.apply(given);
                  })
              .join();
      double[] flat = new double[rows * PLANE];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(plane[row], 0, flat, row * PLANE, PLANE);
      }
      return Optional.of(flat);
    }
  }

  /**
   * Puts the first points where an earlier drawing has them.
   *
   * @param drawing {@code [rows][2]}
   * @param plane {@code [rows or more][2]}
   */
  static void put(double[] drawing, double[][] plane) {
    for (int i = 0; i < drawing.length; i++) {
      plane[i / PLANE][i % PLANE] = drawing[i];
    }
  }
}
