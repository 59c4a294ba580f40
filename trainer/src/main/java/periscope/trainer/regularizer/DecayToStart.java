package periscope.trainer.regularizer;

import periscope.models.kernel.Elementwise;
import periscope.models.net.Parameters;

/** See {@link RegularizerSpec.DecayToStart}. */
final class DecayToStart implements Regularizer {
  private final double strength;
  private final Parameters start;

  DecayToStart(double strength, Parameters start) {
    this.strength = strength;
    this.start = start.copy();
  }

  @Override
  public void afterUpdate(Parameters weights, double learningRate, long step) {
    float share = (float) (learningRate * strength);
    for (int i = 0; i < weights.specs().size(); i++) {
      if (weights.specs().get(i).trained()) {
        float[] w = weights.get(i);
        Elementwise.scale(w, 1 - share, 0, w.length);
        Elementwise.addScaled(w, start.get(i), share, 0, w.length);
      }
    }
  }
}
