package periscope.probes.geometry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
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
public record Tsne(double perplexity, int iterations, long seed) implements PlaneMap {
  /** The fewest points that have neighbourhoods to keep. */
  public static final int FEWEST_POINTS = 4;

  private static final double SMALLEST_PERPLEXITY = 2;
  private static final double LARGEST_PERPLEXITY = 20;
  private static final int ITERATIONS = 1000;

  /** At first the library exaggerates attraction, and nothing is left of where points were. */
  private static final int EXAGGERATED = 250;

  /**
   * Learning rate a point. The usual rate of 200 is for thousands of points; a hundred fly apart
   * with it and end at ten times the divergence.
   */
  private static final double RATE = 0.5;

  private static final double LARGEST_RATE = 200;

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

  /** The points in the plane, with mean 0. */
  @Override
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
    return fit(points, rows, columns, new double[0]);
  }

  /**
   * The same, from an earlier drawing: points are put there when the exaggerated forces of the
   * first 250 iterations are over, and move as the remaining iterations say.
   */
  @Override
  public Optional<double[]> fit(double[] points, int rows, int columns, double[] start) {
    return PlanePoints.fit(
        points,
        rows,
        columns,
        seed,
        given -> {
          double rate = Math.min(LARGEST_RATE, RATE * rows);
          var drawing = new TSNE(squaredDistances(given), PlanePoints.PLANE, perplexity, rate, 0);
          // points that are all in one place would stay there
          boolean started = Arrays.stream(start).anyMatch(value -> value != 0);
          if (started) {
            drawing.update(Math.min(EXAGGERATED, iterations));
            PlanePoints.put(start, drawing.coordinates());
          }
          drawing.update(started ? Math.max(0, iterations - EXAGGERATED) : iterations);
          return drawing.coordinates();
        });
  }

  /** The library takes as many points as columns for distances, so it is always given these. */
  private static double[][] squaredDistances(double[][] points) {
    double[][] distances = new double[points.length][points.length];
    MathEx.pdist(points, distances, MathEx::squaredDistance);
    return distances;
  }

  @Override
  public String text() {
    return String.format(
        Locale.ROOT,
        "t-SNE, perplexity %.4g, %d iterations, seed %d",
        perplexity,
        iterations,
        seed);
  }
}
