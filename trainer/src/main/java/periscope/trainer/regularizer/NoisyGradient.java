package periscope.trainer.regularizer;

import periscope.models.net.Parameters;

/** See {@link RegularizerSpec.GradientNoise}. */
final class NoisyGradient implements Regularizer {
  private final double deviation;
  private final Noise noise;

  NoisyGradient(double deviation, Noise noise) {
    this.deviation = deviation;
    this.noise = noise;
  }

  @Override
  public void onGradient(Parameters weights, Parameters gradient, long step) {
    noise.addTo(gradient, deviation, step);
  }
}
