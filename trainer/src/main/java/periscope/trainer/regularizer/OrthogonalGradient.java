package periscope.trainer.regularizer;

import periscope.models.kernel.Elementwise;
import periscope.models.net.Parameters;

/** See {@link RegularizerSpec.Orthogonal}. */
final class OrthogonalGradient implements Regularizer {
  /** Of the gradient's norm: a smaller rest is rounding, and is left out. */
  private static final double ROUNDING = 1e-6;

  @Override
  public void onGradient(Parameters weights, Parameters gradient, long step) {
    for (int i = 0; i < weights.specs().size(); i++) {
      if (weights.specs().get(i).trained()) {
        turn(weights.get(i), gradient.get(i));
      }
    }
  }

  private static void turn(float[] w, float[] g) {
    double square = Elementwise.sumOfSquares(w, 0, w.length);
    if (square == 0) {
      return;
    }
    double norm = Math.sqrt(Elementwise.sumOfSquares(g, 0, g.length));
    double along = Elementwise.dot(w, g, 0, g.length) / square;
    Elementwise.addScaled(g, w, (float) -along, 0, g.length);
    double rest = Math.sqrt(Elementwise.sumOfSquares(g, 0, g.length));
    double factor = rest > ROUNDING * norm ? norm / rest : 0;
    Elementwise.scale(g, (float) factor, 0, g.length);
  }
}
