package periscope.trainer.regularizer;

import periscope.models.net.Parameters;

/** See {@link RegularizerSpec.WeightNoise}. */
final class NoisyWeights implements Regularizer {
  private final double deviation;
  private final Noise noise;
  private final Parameters noisy;

  NoisyWeights(double deviation, Noise noise, Parameters start) {
    this.deviation = deviation;
    this.noise = noise;
    noisy = start.copy();
  }

  @Override
  public Parameters at(Parameters weights, long step) {
    for (int i = 0; i < weights.specs().size(); i++) {
      float[] values = weights.get(i);
      System.arraycopy(values, 0, noisy.get(i), 0, values.length);
    }
    noise.addTo(noisy, deviation, step);
    return noisy;
  }
}
