package periscope.trainer.regularizer;

import periscope.models.net.Parameters;

/** See {@link RegularizerSpec.UpdateNoise}. */
final class NoisyUpdate implements Regularizer {
  private final double deviation;
  private final Noise noise;

  NoisyUpdate(double deviation, Noise noise) {
    this.deviation = deviation;
    this.noise = noise;
  }

  @Override
  public void afterUpdate(Parameters weights, double learningRate, long step) {
    noise.addTo(weights, learningRate * deviation, step);
  }
}
