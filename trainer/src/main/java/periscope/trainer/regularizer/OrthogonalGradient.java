package periscope.trainer.regularizer;

import periscope.models.net.Values;

/** See {@link RegularizerSpec.Orthogonal}. */
final class OrthogonalGradient<V extends Values<V>> implements Regularizer<V> {
  @Override
  public void onGradient(V weights, V gradient, long step) {
    for (int i = 0; i < weights.specs().size(); i++) {
      if (weights.specs().get(i).trained()) {
        turn(weights, gradient, i);
      }
    }
  }

  private void turn(V weights, V gradient, int parameter) {
    double square = weights.sumOfSquares(parameter);
    if (square == 0) {
      return;
    }
    int size = weights.size(parameter);
    double norm = Math.sqrt(gradient.sumOfSquares(parameter));
    double along = weights.dot(parameter, gradient) / square;
    gradient.addScaled(parameter, weights, -along, 0, size);
    double rest = Math.sqrt(gradient.sumOfSquares(parameter));
    double factor = rest > gradient.rounding() * norm ? norm / rest : 0; // or rounding is left
    gradient.scale(parameter, factor, 0, size);
  }
}
