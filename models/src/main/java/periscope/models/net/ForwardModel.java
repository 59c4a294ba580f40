package periscope.models.net;

import java.util.List;
import periscope.models.task.Task;

/** An architecture that can be run: a forward pass with named activations. */
public interface ForwardModel extends Model {

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
