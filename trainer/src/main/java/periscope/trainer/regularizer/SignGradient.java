package periscope.trainer.regularizer;

import periscope.models.net.Values;

/** See {@link RegularizerSpec.L1}. */
final class SignGradient<V extends Values<V>> implements Regularizer<V> {
  private final double strength;

  SignGradient(double strength) {
    this.strength = strength;
  }

  @Override
  public void onGradient(V weights, V gradient, long step) {
    for (int i = 0; i < weights.specs().size(); i++) {
      if (weights.specs().get(i).trained()) {
        gradient.addSign(i, weights, strength);
      }
    }
  }
}
