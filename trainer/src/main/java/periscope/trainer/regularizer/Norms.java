package periscope.trainer.regularizer;

import periscope.models.kernel.Elementwise;
import periscope.models.net.Parameters;

/** Norms over all trained parameters, in float64. */
final class Norms {
  private Norms() {}

  static double norm(Parameters values) {
    double sum = 0;
    for (int i = 0; i < values.specs().size(); i++) {
      if (values.specs().get(i).trained()) {
        sum += Elementwise.sumOfSquares(values.get(i), 0, values.get(i).length);
      }
    }
    return Math.sqrt(sum);
  }

  static void scale(Parameters values, double factor) {
    for (int i = 0; i < values.specs().size(); i++) {
      if (values.specs().get(i).trained()) {
        Elementwise.scale(values.get(i), (float) factor, 0, values.get(i).length);
      }
    }
  }
}
