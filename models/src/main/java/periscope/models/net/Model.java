package periscope.models.net;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import periscope.models.kernel.Shards;
import periscope.models.task.Task;

/**
 * An architecture: named parameters, a forward pass with named activations, and its gradient. Holds
 * no weights.
 */
public interface Model {

  /** Parameters in the order in which they are stored. */
  List<ParameterSpec> parameters();

  /** Names of the activations that {@link #forward} passes through its hooks, in order. */
  List<String> activations();

  /** Fresh weights. */
  Parameters initialise(UniformRandomProvider random);

  /**
   * The forward pass in float64 from float32 weights, for measuring.
   *
   * @param examples the tokens to run on
   * @return logits {@code [examples.size()][classes]}
   */
  Tensor forward(Parameters weights, Task examples, Hooks hooks);

  /**
   * The float32 gradient of the mean cross-entropy over {@code examples}, for training. Buffers are
   * allocated here, none in {@link LossGradient#compute}.
   */
  LossGradient gradient(Task examples, Shards shards);
}
