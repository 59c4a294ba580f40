package periscope.trainer.regularizer;

import periscope.models.net.Values;

/** See {@link RegularizerSpec.WeightNoise}. */
final class NoisyWeights<V extends Values<V>> implements Regularizer<V> {
  private final double deviation;
  private final Noise noise;
  private final V noisy;

  NoisyWeights(double deviation, Noise noise, V start) {
    this.deviation = deviation;
    this.noise = noise;
    noisy = start.copy();
  }

  @Override
  public V at(V weights, long step) {
    noisy.set(weights);
    noise.addTo(noisy, deviation, step);
    return noisy;
  }
}
