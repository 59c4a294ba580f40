package periscope.trainer.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import periscope.models.kernel.Shards;
import periscope.models.net.Values;

/** Gradient descent; see {@link OptimizerSpec.Sgd}. */
final class SgdOptimizer<V extends Values<V>> implements Optimizer<V> {
  private final OptimizerSpec.Sgd spec;
  private final V velocity;
  private final Blocks blocks;

  // What the present update is about, read by the threads.
  private V weights;
  private V gradient;
  private double learningRate;

  SgdOptimizer(OptimizerSpec.Sgd spec, V parameters, Shards shards) {
    this.spec = spec;
    velocity = parameters.zeros();
    weights = parameters;
    gradient = velocity;
    blocks = new Blocks(parameters, shards, this::update);
  }

  @Override
  public void update(V weights, V gradient, long step) {
    this.weights = weights;
    this.gradient = gradient;
    learningRate = spec.learningRate(step);
    blocks.run();
  }

  private void update(int parameter, int from, int to) {
    velocity.scale(parameter, spec.momentum(), from, to);
    velocity.addScaled(parameter, gradient, 1, from, to);
    if (spec.weightDecay() > 0) {
      velocity.addScaled(parameter, weights, spec.weightDecay(), from, to);
    }
    weights.addScaled(parameter, velocity, -learningRate, from, to);
  }

  @Override
  public SequencedMap<String, V> state() {
    var state = new LinkedHashMap<String, V>();
    if (spec.momentum() > 0) {
      state.put("sgd.velocity", velocity);
    }
    return Collections.unmodifiableSequencedMap(state);
  }
}
