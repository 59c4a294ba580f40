package periscope.trainer.regularizer;

import periscope.models.net.Parameters;

/** See {@link RegularizerSpec.ConstantNorm}. Weights that are all 0 stay so. */
final class ConstantNorm implements Regularizer {
  private final double norm;

  ConstantNorm(Parameters start) {
    norm = Norms.norm(start);
  }

  @Override
  public void afterUpdate(Parameters weights, double learningRate, long step) {
    double now = Norms.norm(weights);
    if (now > 0) {
      Norms.scale(weights, norm / now);
    }
  }
}
