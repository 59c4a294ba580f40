package periscope.trainer.regularizer;

import periscope.models.net.Values;

/** See {@link RegularizerSpec.UpdateNoise}. */
final class NoisyUpdate<V extends Values<V>> implements Regularizer<V> {
  private final double deviation;
  private final Noise noise;

  NoisyUpdate(double deviation, Noise noise) {
    this.deviation = deviation;
    this.noise = noise;
  }

  @Override
  public void afterUpdate(V weights, double learningRate, long step) {
    noise.addTo(weights, learningRate * deviation, step);
  }
}
