package periscope.trainer.regularizer;

import periscope.models.net.Values;

/** Norms over all trained parameters, in float64. */
final class Norms {
  private Norms() {}

  static double norm(Values<?> values) {
    double sum = 0;
    for (int i = 0; i < values.specs().size(); i++) {
      if (values.specs().get(i).trained()) {
        sum += values.sumOfSquares(i);
      }
    }
    return Math.sqrt(sum);
  }

  static void scale(Values<?> values, double factor) {
    for (int i = 0; i < values.specs().size(); i++) {
      if (values.specs().get(i).trained()) {
        values.scale(i, factor, 0, values.size(i));
      }
    }
  }
}
