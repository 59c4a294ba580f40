package periscope.trainer.regularizer;

import periscope.models.net.Values;

/** See {@link RegularizerSpec.ConstantNorm}. Weights that are all 0 stay so. */
final class ConstantNorm<V extends Values<V>> implements Regularizer<V> {
  private final double norm;

  ConstantNorm(V start) {
    norm = Norms.norm(start);
  }

  @Override
  public void afterUpdate(V weights, double learningRate, long step) {
    double now = Norms.norm(weights);
    if (now > 0) {
      Norms.scale(weights, norm / now);
    }
  }
}
