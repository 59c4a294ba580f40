package periscope.probes.geometry;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import smile.manifold.TSNE;
import smile.math.MathEx;

/**
 * Points in the plane that keep the neighbourhoods of points in a wider space: t-distributed
 * stochastic neighbour embedding (van der Maaten and Hinton 2008).
 *
 * <p>The same points and seed give the same bits: it starts from seeded noise and runs on one
 * thread, whichever thread calls it. Axes have no meaning; distances between far points have
 * little.
 *
 * @param perplexity how many neighbours a point has, roughly; at least 2 and below the number of
 *     points
 * @param iterations steps of gradient descent
 * @param seed of the noise that it starts from
 */
public record Tsne(double perplexity, int iterations, long seed) {
  /** The fewest points that have neighbourhoods to keep. */
  public static final int FEWEST_POINTS = 4;

  private static final double SMALLEST_PERPLEXITY = 2;
  private static final double LARGEST_PERPLEXITY = 20;
  private static final int ITERATIONS = 1000;
  private static final int EARLY_EXAGGERATION = 12;

  /**
   * Learning rate a point. The usual rate of 200 is for thousands of points; a hundred fly apart
   * with it and end at ten times the divergence.
   */
  private static final double RATE = 0.5;

  private static final double LARGEST_RATE = 200;
  private static final int PLANE = 2;

  /** Checks the numbers. */
  public Tsne {
    if (!(perplexity >= SMALLEST_PERPLEXITY && perplexity < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the perplexity is %s, expected a number of at least 2", perplexity));
    }
    if (iterations < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "there are %d iterations, expected 1 or more", iterations));
    }
  }

  /**
   * 1,000 iterations from seed 0, with a perplexity of 20, of a third of the other points where
   * these are fewer.
   */
  public static Tsne forPoints(int points) {
    return new Tsne(
        Math.clamp((points - 1) / 3.0, SMALLEST_PERPLEXITY, LARGEST_PERPLEXITY), ITERATIONS, 0);
  }

  /**
   * The points in the plane, with mean 0.
   *
   * @param points {@code [rows][columns]}
   * @return {@code [rows][2]}; empty if a value is not finite
   * @throws IllegalArgumentException if there are fewer than {@value #FEWEST_POINTS} points, or no
   *     more than the perplexity
   */
  public Optional<double[]> fit(double[] points, int rows, int columns) {
    if (rows < FEWEST_POINTS || !(perplexity < rows)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there are %d points, expected at least %d and more than the perplexity %s",
              rows,
              FEWEST_POINTS,
              perplexity));
    }
    double[][] given = new double[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        given[row][i] = points[row * columns + i];
        if (!Double.isFinite(given[row][i])) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(flat(onOneThread(given)));
  }

  /** The library's random numbers belong to a thread, and its sums depend on how many there are. */
  private double[][] onOneThread(double[][] points) {
    double rate = Math.min(LARGEST_RATE, RATE * points.length);
    var options = new TSNE.Options(PLANE, perplexity, rate, EARLY_EXAGGERATION, iterations);
    try (var pool = new ForkJoinPool(1)) {
      return pool.submit(
              () -> {
                MathEx.setSeed(seed);
                return TSNE.fit(points, options).coordinates();
              })
          .join();
    }
  }

  private static double[] flat(double[][] coordinates) {
    double[] result = new double[coordinates.length * PLANE];
    for (int row = 0; row < coordinates.length; row++) {
      System.arraycopy(coordinates[row], 0, result, row * PLANE, PLANE);
    }
    return result;
  }
}
