package periscope.trainer;

import java.io.Serial;

/** The training loss is no longer a finite number. Checkpoints up to then are kept. */
public final class DivergedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates the exception for the weights after {@code step} updates. */
  DivergedException(long step, double loss, double learningRate) {
    super(
        "the training loss became %s at step %d with learning rate %s: the run has stopped and its checkpoints are kept; try a smaller learning rate"
            .formatted(loss, step, learningRate));
  }
}
