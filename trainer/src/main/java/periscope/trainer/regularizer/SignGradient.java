package periscope.trainer.regularizer;

import periscope.models.kernel.Elementwise;
import periscope.models.net.Parameters;

/** See {@link RegularizerSpec.L1}. */
final class SignGradient implements Regularizer {
  private final float strength;

  SignGradient(double strength) {
    this.strength = (float) strength;
  }

  @Override
  public void onGradient(Parameters weights, Parameters gradient, long step) {
    for (int i = 0; i < weights.specs().size(); i++) {
      if (weights.specs().get(i).trained()) {
        float[] w = weights.get(i);
        Elementwise.addSign(gradient.get(i), w, strength, 0, w.length);
      }
    }
  }
}
