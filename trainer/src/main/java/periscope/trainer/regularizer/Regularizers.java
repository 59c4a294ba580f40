package periscope.trainer.regularizer;

import java.util.List;
import periscope.models.net.Values;

/** Several, one after the other. */
final class Regularizers<V extends Values<V>> implements Regularizer<V> {
  private final List<Regularizer<V>> parts;

  Regularizers(List<Regularizer<V>> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  public V at(V weights, long step) {
    V seen = weights;
    for (int i = 0; i < parts.size(); i++) {
      seen = parts.get(i).at(seen, step);
    }
    return seen;
  }

  @Override
  public void onGradient(V weights, V gradient, long step) {
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).onGradient(weights, gradient, step);
    }
  }

  @Override
  public void afterUpdate(V weights, double learningRate, long step) {
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).afterUpdate(weights, learningRate, step);
    }
  }
}
