package periscope.trainer.regularizer;

import java.util.List;
import periscope.models.net.Parameters;

/** Several, one after the other. */
final class Regularizers implements Regularizer {
  private final List<Regularizer> parts;

  Regularizers(List<Regularizer> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  public Parameters at(Parameters weights, long step) {
    Parameters seen = weights;
    for (int i = 0; i < parts.size(); i++) {
      seen = parts.get(i).at(seen, step);
    }
    return seen;
  }

  @Override
  public void onGradient(Parameters weights, Parameters gradient, long step) {
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).onGradient(weights, gradient, step);
    }
  }

  @Override
  public void afterUpdate(Parameters weights, double learningRate, long step) {
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).afterUpdate(weights, learningRate, step);
    }
  }
}
