package periscope.models.net;

import java.util.List;
import periscope.models.task.Task;

/**
 * An architecture: named parameters and a forward pass with named activations. Holds no weights.
 */
public interface Model {

  /** Parameters in the order in which they are stored. */
  List<ParameterSpec> parameters();

  /** Names of the activations that {@link #forward} passes through its hooks, in order. */
  List<String> activations();

  /**
   * The forward pass in float64 from float32 weights, for measuring.
   *
   * @param examples the tokens to run on
   * @return logits {@code [examples.size()][classes]}
   */
  Tensor forward(Parameters weights, Task examples, Hooks hooks);
}
