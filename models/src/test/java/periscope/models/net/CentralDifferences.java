package periscope.models.net;

import java.util.function.DoubleSupplier;

/** Slopes of a loss in float32 weights by central differences. */
final class CentralDifferences {
  private CentralDifferences() {}

  /**
   * Slopes in each of these values, which change meanwhile and come back to what they were.
   *
   * @param step rounded to float32 with the value; the width is measured after that
   */
  static double[] of(float[] values, double step, DoubleSupplier loss) {
    double[] slopes = new double[values.length];
    for (int j = 0; j < values.length; j++) {
      float original = values[j];
      float up = (float) (original + step);
      float down = (float) (original - step);
      values[j] = up;
      double above = loss.getAsDouble();
      values[j] = down;
      slopes[j] = (above - loss.getAsDouble()) / ((double) up - down);
      values[j] = original;
    }
    return slopes;
  }
}
