package periscope.trainer.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Shards;
import periscope.models.net.Values;

/** Adam with decay of either kind; see {@link AdamW}. */
final class AdamOptimizer<V extends Values<V>> implements Optimizer<V> {
  private final OptimizerSpec spec;
  private final AdamW kernel;
  private final double coupledDecay;
  private final V mean;
  private final V meanSquare;
  private final Blocks blocks;

  // What the present update is about, read by the threads.
  private V weights;
  private V gradient;
  private double learningRate;
  private long updates;

  AdamOptimizer(OptimizerSpec.AdamW spec, V parameters, Shards shards) {
    this(
        spec,
        new AdamW(spec.beta1(), spec.beta2(), spec.epsilon(), spec.weightDecay()),
        0,
        parameters,
        shards);
  }

  AdamOptimizer(OptimizerSpec.Adam spec, V parameters, Shards shards) {
    this(
        spec,
        new AdamW(spec.beta1(), spec.beta2(), spec.epsilon(), 0),
        spec.weightDecay(),
        parameters,
        shards);
  }

  private AdamOptimizer(
      OptimizerSpec spec, AdamW kernel, double coupledDecay, V parameters, Shards shards) {
    this.spec = spec;
    this.kernel = kernel;
    this.coupledDecay = coupledDecay;
    mean = parameters.zeros();
    meanSquare = parameters.zeros();
    weights = parameters;
    gradient = mean;
    blocks = new Blocks(parameters, shards, this::update);
  }

  @Override
  public void update(V weights, V gradient, long step) {
    this.weights = weights;
    this.gradient = gradient;
    learningRate = spec.learningRate(step);
    updates = step + 1;
    blocks.run();
  }

  private void update(int parameter, int from, int to) {
    if (coupledDecay != 0) {
      gradient.addScaled(parameter, weights, coupledDecay, from, to);
    }
    weights.update(kernel, parameter, gradient, mean, meanSquare, from, to, learningRate, updates);
  }

  @Override
  public SequencedMap<String, V> state() {
    var state = new LinkedHashMap<String, V>();
    state.put("adam.m", mean);
    state.put("adam.v", meanSquare);
    return Collections.unmodifiableSequencedMap(state);
  }
}
