package periscope.trainer.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;
import periscope.models.net.Parameters;

/** AdamW; see {@link OptimizerSpec.AdamW}. Elementwise, so any division of the work gives the same bits. */
final class AdamW implements Optimizer {
  private static final int BLOCK = 8192;

  private final OptimizerSpec.AdamW spec;
  private final Shards shards;
  private final Parameters mean;
  private final Parameters meanSquare;
  private final int[] blockParameter; // [blocks]
  private final int[] blockStart; // [blocks]

  AdamW(OptimizerSpec.AdamW spec, Parameters parameters, Shards shards) {
    this.spec = spec;
    this.shards = shards;
    mean = Parameters.zeros(parameters.specs());
    meanSquare = Parameters.zeros(parameters.specs());
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
    double updates = step + 1.0;
    double learningRate = spec.learningRate(step);
    float biasCorrection1 = (float) (1 - Math.pow(spec.beta1(), updates));
    float biasCorrection2 = (float) (1 - Math.pow(spec.beta2(), updates));
    shards.run(
        blockParameter.length,
        block -> {
          int i = blockParameter[block];
          float[] w = weights.get(i);
          int from = blockStart[block];
          Elementwise.adamW(
              w, gradient.get(i), mean.get(i), meanSquare.get(i), from, Math.min(w.length, from + BLOCK),
              spec, learningRate, biasCorrection1, biasCorrection2);
        });
  }

  @Override
  public SequencedMap<String, Parameters> state() {
    var state = new LinkedHashMap<String, Parameters>();
    state.put("adam.m", mean);
    state.put("adam.v", meanSquare);
    return Collections.unmodifiableSequencedMap(state);
  }
}
