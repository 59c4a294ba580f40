package periscope.trainer;

import java.util.List;
import periscope.models.net.Evaluation;

/**
 * What a run records about itself at a step, by the measure ids that the probes use too.
 *
 * @param train mean cross-entropy in nats and accuracy over the training examples
 * @param test the same over the test examples
 */
public record Metrics(Evaluation train, Evaluation test) {
  /** The ids under which a run file has them. */
  static final List<String> IDS =
      List.of("loss/train", "loss/test", "accuracy/train", "accuracy/test");

  /** The values, in the order of {@link #IDS}. */
  double[] values() {
    return new double[] {train.loss(), test.loss(), train.accuracy(), test.accuracy()};
  }
}
