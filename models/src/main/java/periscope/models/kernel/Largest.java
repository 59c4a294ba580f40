package periscope.models.kernel;

import java.util.Arrays;

/**
 * The k largest values of a row: k-sparse activations (Makhzani and Frey 2014, arXiv:1312.5663).
 */
public final class Largest {
  private Largest() {}

  /**
   * Sets all but the {@code k} largest values of each row to 0. Of equal values the first are kept.
   * A row with NaN becomes NaN, so that it is noticed; with k of {@code width} or more nothing
   * changes.
   *
   * @param x {@code [rows][width]}
   * @param scratch {@code [width]}, overwritten
   */
  public static void keep(float[] x, int rows, int width, int k, float[] scratch) {
    if (k >= width) {
      return;
    }
    for (int r = 0; r < rows; r++) {
      int from = r * width;
      System.arraycopy(x, from, scratch, 0, width);
      Arrays.sort(scratch, 0, width); // NaN last
      if (Float.isNaN(scratch[width - 1])) {
        Arrays.fill(x, from, from + width, Float.NaN);
      } else {
        keepAbove(x, from, width, k, scratch[width - k]);
      }
    }
  }

  private static void keepAbove(float[] x, int from, int width, int k, float threshold) {
    int equal = k; // how many values equal to the threshold there is room for
    for (int i = from; i < from + width; i++) {
      equal -= x[i] > threshold ? 1 : 0;
    }
    for (int i = from; i < from + width; i++) {
      if (!(x[i] > threshold)) {
        boolean kept = x[i] == threshold && equal > 0;
        equal -= kept ? 1 : 0;
        x[i] = kept ? x[i] : 0;
      }
    }
  }

  /** {@link #keep} of one row of float64 values. */
  public static void keep(double[] x, int from, int width, int k) {
    if (k >= width) {
      return;
    }
    double[] sorted = Arrays.copyOfRange(x, from, from + width);
    Arrays.sort(sorted);
    if (Double.isNaN(sorted[width - 1])) {
      Arrays.fill(x, from, from + width, Double.NaN);
      return;
    }
    double threshold = sorted[width - k];
    int equal = k;
    for (int i = from; i < from + width; i++) {
      equal -= x[i] > threshold ? 1 : 0;
    }
    for (int i = from; i < from + width; i++) {
      if (!(x[i] > threshold)) {
        boolean kept = x[i] == threshold && equal > 0;
        equal -= kept ? 1 : 0;
        x[i] = kept ? x[i] : 0;
      }
    }
  }
}
