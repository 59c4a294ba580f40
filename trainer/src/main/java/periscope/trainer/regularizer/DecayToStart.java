package periscope.trainer.regularizer;

import periscope.models.net.Values;

/** See {@link RegularizerSpec.DecayToStart}. */
final class DecayToStart<V extends Values<V>> implements Regularizer<V> {
  private final double strength;
  private final V start;

  DecayToStart(double strength, V start) {
    this.strength = strength;
    this.start = start.copy();
  }

  @Override
  public void afterUpdate(V weights, double learningRate, long step) {
    for (int i = 0; i < weights.specs().size(); i++) {
      if (weights.specs().get(i).trained()) {
        weights.moveTowards(i, start, learningRate * strength);
      }
    }
  }
}
