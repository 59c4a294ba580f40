package periscope.probes.geometry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import smile.graph.NearestNeighborGraph;
import smile.manifold.UMAP;

/**
 * Points in the plane that keep the neighbourhoods of points in a wider space: uniform manifold
 * approximation and projection (McInnes, Healy and Melville 2018).
 *
 * <p>The same points, start and seed give the same bits: it runs on one thread, whichever thread
 * calls it. It starts from principal components. Left to itself, the library starts from
 * eigenvectors wherever neighbours are all connected, and those come from ARPACK, whose random
 * numbers cannot be seeded. Of points in several parts it takes the principal components of what it
 * is given beside the graph of neighbours. So it is given one point more, a neighbour to none but
 * itself, which makes a second part, holds nobody and is taken away in the end.
 *
 * @param neighbours how many neighbours a point has; at least 2 and below the number of points
 * @param seed of what is random
 */
public record Umap(int neighbours, long seed) implements PlaneMap {
  /** The fewest points that have neighbourhoods to keep. */
  public static final int FEWEST_POINTS = 4;

  private static final int MOST_NEIGHBOURS = 15;

  // as published, and so in the authors' program
  private static final int EPOCHS = 500;
  private static final double LEARNING_RATE = 1;
  private static final double LEAST_DISTANCE = 0.1;
  private static final double SPREAD = 1;
  private static final int NEGATIVE_SAMPLES = 5;
  private static final double REPULSION = 1;
  private static final double LOCAL_CONNECTIVITY = 1;

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
    double[] centred = PrincipalComponents.centred(points, rows, columns);
    if (!Arrays.stream(centred).allMatch(Double::isFinite)) {
      return Optional.empty();
    }
    var components = PrincipalComponents.of(centred, rows, columns);
    int axes = Math.min(PlanePoints.PLANE, components.count());
    double[] plane = components.project(centred, axes); // [rows][axes]
    double[] start = new double[rows * PlanePoints.PLANE];
    for (int i = 0; i < plane.length; i++) {
      start[i / axes * PlanePoints.PLANE + i % axes] = plane[i];
    }
    return Arrays.stream(start).allMatch(value -> value == 0)
        ? Optional.of(start) // all points are one
        : fit(points, rows, columns, start);
  }

  @Override
  public Optional<double[]> fit(double[] points, int rows, int columns, double[] start) {
    return PlanePoints.fit(points, rows, columns, seed, given -> fit(given, start))
        .filter(plane -> Arrays.stream(plane).allMatch(Double::isFinite));
  }

  private double[][] fit(double[][] points, double[] start) {
    int rows = points.length;
    var found = NearestNeighborGraph.of(points, neighbours);
    int[][] near = Arrays.copyOf(found.neighbors(), rows + 1);
    double[][] distances = Arrays.copyOf(found.distances(), rows + 1);
    near[rows] = new int[neighbours];
    Arrays.fill(near[rows], rows);
    distances[rows] = new double[neighbours];
    Arrays.fill(distances[rows], 1);
    double[][] from = new double[rows + 1][PlanePoints.PLANE]; // the last at the mean, 0
    PlanePoints.put(start, from);
    return UMAP.of(
        from,
        new NearestNeighborGraph(neighbours, near, distances),
        PlanePoints.PLANE,
        EPOCHS,
        LEARNING_RATE,
        LEAST_DISTANCE,
        SPREAD,
        NEGATIVE_SAMPLES,
        REPULSION,
        LOCAL_CONNECTIVITY);
  }

  @Override
  public String text() {
    return String.format(Locale.ROOT, "UMAP, %d neighbours, seed %d", neighbours, seed);
  }
}
