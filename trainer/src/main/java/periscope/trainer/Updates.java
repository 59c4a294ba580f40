package periscope.trainer;

import java.util.SequencedMap;
import periscope.models.kernel.Shards;
import periscope.models.net.LossGradient;
import periscope.models.net.Values;
import periscope.models.spec.SeedStreams;
import periscope.trainer.optimizer.Optimizer;
import periscope.trainer.regularizer.Regularizer;

/**
 * Weights and what updates them, in one precision.
 *
 * @param <V> values of that precision
 */
final class Updates<V extends Values<V>> {
  private final RunSpec spec;
  private final V weights;
  private final V gradient;
  private final LossGradient<V> lossGradient;
  private final Regularizer<V> regularizer;
  private final Optimizer<V> optimizer;

  /**
   * Before the first update.
   *
   * @param start the initial weights, which updates change
   */
  Updates(RunSpec spec, V start, LossGradient<V> lossGradient, SeedStreams streams, Shards shards) {
    this.spec = spec;
    weights = start;
    gradient = start.zeros();
    this.lossGradient = lossGradient;
    regularizer = Regularizer.of(spec.regularizer(), start, streams);
    optimizer = Optimizer.of(spec.optimizer(), start, shards);
  }

  /** The weights; not a copy. */
  V weights() {
    return weights;
  }

  /** The optimizer's arrays by kind; not copies. */
  SequencedMap<String, V> state() {
    return optimizer.state();
  }

  /** What batches are chosen of. */
  LossGradient<V> lossGradient() {
    return lossGradient;
  }

  /** Computes the loss and the gradient before the update that follows {@code step}. */
  double loss(long step) {
    lossGradient.draw(spec.seed(), step);
    return lossGradient.compute(regularizer.at(weights, step), gradient);
  }

  /** Makes that update. */
  void update(long step) {
    regularizer.onGradient(weights, gradient, step);
    optimizer.update(weights, gradient, step);
    regularizer.afterUpdate(weights, spec.optimizer().learningRate(step), step);
  }
}
