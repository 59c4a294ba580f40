package periscope.models.net;

import org.apache.commons.rng.UniformRandomProvider;
import periscope.models.kernel.Shards;
import periscope.models.task.Task;

/** An architecture that can be trained here, not only imported and measured. */
public interface TrainableModel extends ForwardModel {

  /** Fresh weights. */
  Parameters initialise(UniformRandomProvider random);

  /**
   * The float32 gradient of the mean loss over batches of {@code examples}, for training. Buffers
   * are allocated here, none in {@link LossGradient#compute}.
   *
   * @param capacity the most examples that a batch has
   */
  LossGradient<Parameters> gradient(Task examples, Loss loss, int capacity, Shards shards);

  /**
   * The same in float64, several times as slow: by an implementation of its own, which is written
   * to be plain rather than fast.
   */
  LossGradient<WideParameters> wideGradient(Task examples, Loss loss, int capacity, Shards shards);

  /** The float32 gradient over all examples at once. */
  default LossGradient<Parameters> gradient(Task examples, Loss loss, Shards shards) {
    return gradient(examples, loss, examples.size(), shards);
  }
}
