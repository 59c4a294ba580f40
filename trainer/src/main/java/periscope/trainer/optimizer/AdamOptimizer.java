package periscope.trainer.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;
import periscope.models.net.Parameters;

/** Adam with decay of either kind; see {@link AdamW}. */
final class AdamOptimizer implements Optimizer {
  private final OptimizerSpec spec;
  private final AdamW kernel;
  private final float coupledDecay;
  private final Parameters mean;
  private final Parameters meanSquare;
  private final Blocks blocks;

  // What the present update is about, read by the threads.
  private Parameters weights;
  private Parameters gradient;
  private double learningRate;
  private long updates;

  AdamOptimizer(OptimizerSpec.AdamW spec, Parameters parameters, Shards shards) {
    this(
        spec,
        new AdamW(spec.beta1(), spec.beta2(), spec.epsilon(), spec.weightDecay()),
        0,
        parameters,
        shards);
  }

  AdamOptimizer(OptimizerSpec.Adam spec, Parameters parameters, Shards shards) {
    this(
        spec,
        new AdamW(spec.beta1(), spec.beta2(), spec.epsilon(), 0),
        (float) spec.weightDecay(),
        parameters,
        shards);
  }

  private AdamOptimizer(
      OptimizerSpec spec, AdamW kernel, float coupledDecay, Parameters parameters, Shards shards) {
    this.spec = spec;
    this.kernel = kernel;
    this.coupledDecay = coupledDecay;
    mean = Parameters.zeros(parameters.specs());
    meanSquare = Parameters.zeros(parameters.specs());
    weights = parameters;
    gradient = mean;
    blocks = new Blocks(parameters, shards, this::update);
  }

  @Override
  public void update(Parameters weights, Parameters gradient, long step) {
    this.weights = weights;
    this.gradient = gradient;
    learningRate = spec.learningRate(step);
    updates = step + 1;
    blocks.run();
  }

  private void update(int parameter, int from, int to) {
    float[] w = weights.get(parameter);
    float[] g = gradient.get(parameter);
    if (coupledDecay != 0) {
      Elementwise.addScaled(g, w, coupledDecay, from, to);
    }
    kernel.update(
        w, g, mean.get(parameter), meanSquare.get(parameter), from, to, learningRate, updates);
  }

  @Override
  public SequencedMap<String, Parameters> state() {
    var state = new LinkedHashMap<String, Parameters>();
    state.put("adam.m", mean);
    state.put("adam.v", meanSquare);
    return Collections.unmodifiableSequencedMap(state);
  }
}
