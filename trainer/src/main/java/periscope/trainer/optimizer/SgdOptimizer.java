package periscope.trainer.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;
import periscope.models.net.Parameters;

/** Gradient descent; see {@link OptimizerSpec.Sgd}. */
final class SgdOptimizer implements Optimizer {
  private final OptimizerSpec.Sgd spec;
  private final Parameters velocity;
  private final Blocks blocks;

  // What the present update is about, read by the threads.
  private Parameters weights;
  private Parameters gradient;
  private float learningRate;

  SgdOptimizer(OptimizerSpec.Sgd spec, Parameters parameters, Shards shards) {
    this.spec = spec;
    velocity = Parameters.zeros(parameters.specs());
    weights = parameters;
    gradient = velocity;
    blocks = new Blocks(parameters, shards, this::update);
  }

  @Override
  public void update(Parameters weights, Parameters gradient, long step) {
    this.weights = weights;
    this.gradient = gradient;
    learningRate = (float) spec.learningRate(step);
    blocks.run();
  }

  private void update(int parameter, int from, int to) {
    float[] w = weights.get(parameter);
    float[] g = gradient.get(parameter);
    float[] v = velocity.get(parameter);
    Elementwise.scale(v, (float) spec.momentum(), from, to);
    Elementwise.addInPlace(v, g, from, to);
    if (spec.weightDecay() > 0) {
      Elementwise.addScaled(v, w, (float) spec.weightDecay(), from, to);
    }
    Elementwise.addScaled(w, v, -learningRate, from, to);
  }

  @Override
  public SequencedMap<String, Parameters> state() {
    var state = new LinkedHashMap<String, Parameters>();
    if (spec.momentum() > 0) {
      state.put("sgd.velocity", velocity);
    }
    return Collections.unmodifiableSequencedMap(state);
  }
}
