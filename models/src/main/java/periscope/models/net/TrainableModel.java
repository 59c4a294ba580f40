package periscope.models.net;

import org.apache.commons.rng.UniformRandomProvider;
import periscope.models.kernel.Shards;
import periscope.models.task.Task;

/** An architecture that can be trained here, not only imported and measured. */
public interface TrainableModel extends ForwardModel {

  /** Fresh weights. */
  Parameters initialise(UniformRandomProvider random);

  /**
   * The float32 gradient of the mean cross-entropy over {@code examples}, for training. Buffers are
   * allocated here, none in {@link LossGradient#compute}.
   */
  LossGradient gradient(Task examples, Shards shards);
}
