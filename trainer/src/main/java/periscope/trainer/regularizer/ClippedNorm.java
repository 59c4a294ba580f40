package periscope.trainer.regularizer;

import periscope.models.net.Parameters;

/** See {@link RegularizerSpec.ClipNorm}. */
final class ClippedNorm implements Regularizer {
  private final double largest;

  ClippedNorm(double largest) {
    this.largest = largest;
  }

  @Override
  public void onGradient(Parameters weights, Parameters gradient, long step) {
    double norm = Norms.norm(gradient);
    if (norm > largest) {
      Norms.scale(gradient, largest / norm);
    }
  }
}
