package periscope.trainer.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.IntConsumer;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Shards;
import periscope.models.net.Parameters;

/** {@link AdamW} over a model's parameters, in blocks that threads share. */
final class AdamWOptimizer implements Optimizer {
  private static final int BLOCK = 8192;

  private final OptimizerSpec.AdamW spec;
  private final AdamW kernel;
  private final Shards shards;
  private final Parameters mean;
  private final Parameters meanSquare;
  private final int[] blockParameter; // [blocks]
  private final int[] blockStart; // [blocks]
  private final IntConsumer updateBlock = this::updateBlock; // made once: a step allocates nothing

  // What the present update is about, read by the tasks.
  private Parameters weights;
  private Parameters gradient;
  private double learningRate;
  private long updates;

  AdamWOptimizer(OptimizerSpec.AdamW spec, Parameters parameters, Shards shards) {
    this.spec = spec;
    kernel = new AdamW(spec.beta1(), spec.beta2(), spec.epsilon(), spec.weightDecay());
    this.shards = shards;
    mean = Parameters.zeros(parameters.specs());
    meanSquare = Parameters.zeros(parameters.specs());
    weights = parameters;
    gradient = mean;
    int blocks = 0;
    for (var parameter : parameters.specs()) {
      blocks += parameter.trained() ? Math.ceilDiv(parameter.size(), BLOCK) : 0;
    }
    blockParameter = new int[blocks];
    blockStart = new int[blocks];
    int block = 0;
    for (int i = 0; i < parameters.specs().size(); i++) {
      var parameter = parameters.specs().get(i);
      for (int start = 0; parameter.trained() && start < parameter.size(); start += BLOCK) {
        blockParameter[block] = i;
        blockStart[block++] = start;
      }
    }
  }

  @Override
  public void update(Parameters weights, Parameters gradient, long step) {
    this.weights = weights;
    this.gradient = gradient;
    learningRate = spec.learningRate(step);
    updates = step + 1;
    shards.run(blockParameter.length, updateBlock);
  }

  private void updateBlock(int block) {
    int i = blockParameter[block];
    float[] w = weights.get(i);
    int from = blockStart[block];
    kernel.update(
        w,
        gradient.get(i),
        mean.get(i),
        meanSquare.get(i),
        from,
        Math.min(w.length, from + BLOCK),
        learningRate,
        updates);
  }

  @Override
  public SequencedMap<String, Parameters> state() {
    var state = new LinkedHashMap<String, Parameters>();
    state.put("adam.m", mean);
    state.put("adam.v", meanSquare);
    return Collections.unmodifiableSequencedMap(state);
  }
}
