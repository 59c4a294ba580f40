package periscope.trainer.optimizer;

import java.util.SequencedMap;
import periscope.models.kernel.Shards;
import periscope.models.net.Parameters;

/** An update rule with its state for one model's parameters. */
public sealed interface Optimizer permits AdamOptimizer, SgdOptimizer {

  /**
   * Makes the update that leads from {@code step} to {@code step + 1}. Parameters that are not
   * trained stay; the gradient may be changed.
   */
  void update(Parameters weights, Parameters gradient, long step);

  /**
   * The state's arrays by kind, in a fixed order: each kind holds one array per parameter. Not
   * copies: with the weights and the step, all that a run needs to go on bit for bit.
   */
  SequencedMap<String, Parameters> state();

  /** The optimizer that a specification names, with fresh state for these parameters. */
  static Optimizer of(OptimizerSpec spec, Parameters parameters, Shards shards) {
    return switch (spec) {
      case OptimizerSpec.AdamW adamW -> new AdamOptimizer(adamW, parameters, shards);
      case OptimizerSpec.Adam adam -> new AdamOptimizer(adam, parameters, shards);
      case OptimizerSpec.Sgd sgd -> new SgdOptimizer(sgd, parameters, shards);
    };
  }
}
