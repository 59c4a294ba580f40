package periscope.reports.internal;

import java.util.List;
import java.util.Map;

/**
 * What a planted run shows in Fourier space and as points, besides its neurons: an embedding that
 * learns two frequencies, logits that learn one, own axes that come in another order and direction
 * at every checkpoint, and points on a ring.
 */
final class PlantedGeometry {
  /** On the ring, x has x + 5 and x − 5 beside it. */
  static final int STRIDE = 5;

  private static final int P = PlantedRun.P;

  private PlantedGeometry() {}

  /**
   * Adds series and constants.
   *
   * @param strength how far the circuit is at each checkpoint, 0 to 1 // [n]
   * @param finalAxes {@code [n][P][4]}; empty if there are none
   */
  static void add(
      List<Series> series, Map<String, double[]> constants, double[] strength, double[] finalAxes) {
    int n = strength.length;
    double[] embedding = new double[n * P]; // [n][P]
    double[] plane = new double[n * P * P]; // [n][P][P]
    double[] circularity = new double[n];
    double[] dimension = new double[n];
    for (int i = 0; i < n; i++) {
      for (int row = 0; row < P; row++) {
        int k = (row + 1) / 2;
        boolean key = k == 8 || k == 14;
        embedding[i * P + row] = 0.4 + (key ? 3 : -0.2) * strength[i] + 0.01 * row;
        for (int column = 0; column < P; column++) {
          boolean square = key && k == (column + 1) / 2;
          plane[(i * P + row) * P + column] = magnitude(row, column, square ? strength[i] : 0);
        }
      }
      circularity[i] = 0.1 + 0.8 * strength[i];
      dimension[i] = 40 - 30 * strength[i];
    }
    add(series, "embedding/fourier-norm", List.of(P), embedding);
    add(series, "logits/fourier-2d-norm", List.of(P, P), plane);
    add(series, "circularity", List.of(), circularity);
    add(series, "circularity/final-axes", List.of(), circularity);
    add(series, "effective-dimension", List.of(), dimension);
    if (finalAxes.length > 0) {
      add(series, "pca/own-axes", List.of(P, 4), shuffled(finalAxes, n));
    }
    double[] ring = new double[2 * P]; // [P][2]
    for (int t = 0; t < P; t++) {
      ring[2 * t * STRIDE % (2 * P)] = 30 * Math.cos(2 * Math.PI * t / P);
      ring[2 * t * STRIDE % (2 * P) + 1] = 30 * Math.sin(2 * Math.PI * t / P);
    }
    constants.put("tsne/unembedding", ring);
  }

  /** What {@code logits/fourier-2d-norm} has there: noise that fades along the rows, and a key. */
  static double magnitude(int row, int column, double strength) {
    return (row == 0 && column == 0 ? 500 : 1.5 / (1 + row + column)) + 20 * strength;
  }

  /** Each checkpoint's axes but the last's in another order, some of them turned around. */
  private static double[] shuffled(double[] finalAxes, int n) {
    double[] own = new double[finalAxes.length];
    for (int i = 0; i < n; i++) {
      int turn = n - 1 - i;
      for (int t = 0; t < P; t++) {
        for (int axis = 0; axis < 4; axis++) {
          int sign = (turn >> axis) % 2 == 0 ? 1 : -1;
          own[(i * P + t) * 4 + (axis + turn) % 4] = sign * finalAxes[(i * P + t) * 4 + axis];
        }
      }
    }
    return own;
  }

  private static void add(List<Series> series, String id, List<Integer> shape, double[] values) {
    series.add(Series.of(id, Series.Axis.CHECKPOINTS, shape, values));
  }
}
