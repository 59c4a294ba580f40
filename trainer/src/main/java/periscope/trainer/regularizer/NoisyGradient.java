package periscope.trainer.regularizer;

import periscope.models.net.Values;

/** See {@link RegularizerSpec.GradientNoise}. */
final class NoisyGradient<V extends Values<V>> implements Regularizer<V> {
  private final double deviation;
  private final Noise noise;

  NoisyGradient(double deviation, Noise noise) {
    this.deviation = deviation;
    this.noise = noise;
  }

  @Override
  public void onGradient(V weights, V gradient, long step) {
    noise.addTo(gradient, deviation, step);
  }
}
