package periscope.probes.geometry;

import java.util.Locale;
import java.util.Optional;
import smile.manifold.UMAP;

/**
 * Points in the plane that keep the neighbourhoods of points in a wider space: uniform manifold
 * approximation and projection (McInnes, Healy and Melville 2018).
 *
 * <p>Where the neighbours are all connected it starts from eigenvectors that ARPACK finds, whose
 * random numbers cannot be seeded: they are the same for the same calls since the program was
 * started. So a command gives the same bits each time, a second call in one program does not.
 *
 * @param neighbours how many neighbours a point has; at least 2 and below the number of points
 * @param seed of everything else that is random
 */
public record Umap(int neighbours, long seed) implements PlaneMap {
  /** The fewest points that have neighbourhoods to keep. */
  public static final int FEWEST_POINTS = 4;

  private static final int MOST_NEIGHBOURS = 15;

  /** Checks the number of neighbours. */
  public Umap {
    if (neighbours < 2) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "there are %d neighbours, expected 2 or more", neighbours));
    }
  }

  /** Fifteen neighbours from seed 0, or all other points where these are fewer. */
  public static Umap forPoints(int points) {
    return new Umap(Math.clamp(points - 1L, 2, MOST_NEIGHBOURS), 0);
  }

  @Override
  public Optional<double[]> fit(double[] points, int rows, int columns) {
    if (rows < FEWEST_POINTS || neighbours >= rows) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there are %d points, expected at least %d and more than the %d neighbours",
              rows,
              FEWEST_POINTS,
              neighbours));
    }
    return PlanePoints.fit(
        points, rows, columns, seed, given -> UMAP.fit(given, new UMAP.Options(neighbours)));
  }

  @Override
  public String text() {
    return String.format(Locale.ROOT, "UMAP, %d neighbours, seed %d", neighbours, seed);
  }
}
