package periscope.probes.geometry;

import java.util.Optional;

/** A way to draw points of a wide space in the plane. */
public sealed interface PlaneMap permits Tsne, Umap {

  /**
   * The points in the plane.
   *
   * @param points {@code [rows][columns]}
   * @return {@code [rows][2]}; empty if a value is not finite
   * @throws IllegalArgumentException if there are too few points
   */
  Optional<double[]> fit(double[] points, int rows, int columns);

  /**
   * The same, starting from an earlier drawing.
   *
   * @param start {@code [rows][2]}
   */
  Optional<double[]> fit(double[] points, int rows, int columns, double[] start);

  /** Its numbers, for a person: {@code t-SNE, perplexity 20, …}. */
  String text();
}
