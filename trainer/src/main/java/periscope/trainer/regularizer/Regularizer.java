package periscope.trainer.regularizer;

import periscope.models.kernel.Elementwise;
import periscope.models.net.Parameters;

/** Adds its part to the gradient of every trained parameter. */
@FunctionalInterface
public interface Regularizer {

  /** Adds the regulariser's gradient at {@code weights} to {@code gradient}. */
  void addGradient(Parameters weights, Parameters gradient);

  /** The regulariser that a specification names. */
  static Regularizer of(RegularizerSpec spec) {
    return switch (spec) {
      case RegularizerSpec.None none -> (weights, gradient) -> {};
      case RegularizerSpec.L1 l1 -> (weights, gradient) -> addSign(weights, gradient, l1);
    };
  }

  private static void addSign(Parameters weights, Parameters gradient, RegularizerSpec.L1 l1) {
    for (int i = 0; i < weights.specs().size(); i++) {
      if (weights.specs().get(i).trained()) {
        float[] w = weights.get(i);
        Elementwise.addSign(gradient.get(i), w, (float) l1.strength(), 0, w.length);
      }
    }
  }
}
