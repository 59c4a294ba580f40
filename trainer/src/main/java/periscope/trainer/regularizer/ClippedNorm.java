package periscope.trainer.regularizer;

import periscope.models.net.Values;

/** See {@link RegularizerSpec.ClipNorm}. */
final class ClippedNorm<V extends Values<V>> implements Regularizer<V> {
  private final double largest;

  ClippedNorm(double largest) {
    this.largest = largest;
  }

  @Override
  public void onGradient(V weights, V gradient, long step) {
    double norm = Norms.norm(gradient);
    if (norm > largest) {
      Norms.scale(gradient, largest / norm);
    }
  }
}
