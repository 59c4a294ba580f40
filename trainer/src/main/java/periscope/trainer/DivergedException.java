package periscope.trainer;

import java.io.Serial;
import java.util.Locale;

/** The training loss is no longer a finite number. Checkpoints up to then are kept. */
public final class DivergedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates the exception for the weights after {@code step} updates. */
  DivergedException(long step, double loss, double learningRate) {
    super(
        String.format(
            Locale.ROOT,
            "the training loss became %s at step %d with learning rate %s: the run has stopped and its checkpoints are kept; try a smaller learning rate",
            loss,
            step,
            learningRate));
  }
}
