package periscope.trainer.optimizer;

import java.util.SequencedMap;
import periscope.models.kernel.Shards;
import periscope.models.net.Values;

/**
 * An update rule with its state for one model's parameters.
 *
 * @param <V> values of the precision in which it works
 */
public sealed interface Optimizer<V extends Values<V>> permits AdamOptimizer, SgdOptimizer {

  /**
   * Makes the update that leads from {@code step} to {@code step + 1}. Parameters that are not
   * trained stay; the gradient may be changed.
   */
  void update(V weights, V gradient, long step);

  /**
   * The state's arrays by kind, in a fixed order: each kind holds one array per parameter. Not
   * copies: with the weights and the step, all that a run needs to go on bit for bit.
   */
  SequencedMap<String, V> state();

  /** The optimizer that a specification names, with fresh state for these parameters. */
  static <V extends Values<V>> Optimizer<V> of(OptimizerSpec spec, V parameters, Shards shards) {
    return switch (spec) {
      case OptimizerSpec.AdamW adamW -> new AdamOptimizer<>(adamW, parameters, shards);
      case OptimizerSpec.Adam adam -> new AdamOptimizer<>(adam, parameters, shards);
      case OptimizerSpec.Sgd sgd -> new SgdOptimizer<>(sgd, parameters, shards);
    };
  }
}
