package periscope.trainer;

import java.util.List;
import java.util.Optional;
import periscope.models.net.Evaluation;
import periscope.models.task.Split;

/**
 * What a run records about itself at a step, by the measure ids that the probes use too.
 *
 * @param train mean cross-entropy in nats and accuracy over the training examples
 * @param test the same over the test examples, if there are any
 */
public record Metrics(Evaluation train, Optional<Evaluation> test) {

  /** The ids under which a run file has the metrics of this split. */
  static List<String> ids(Split split) {
    return split.test().length > 0
        ? List.of("loss/train", "loss/test", "accuracy/train", "accuracy/test")
        : List.of("loss/train", "accuracy/train");
  }

  /** The values, in the order of {@link #ids}. */
  double[] values() {
    return test.map(
            other -> new double[] {train.loss(), other.loss(), train.accuracy(), other.accuracy()})
        .orElseGet(() -> new double[] {train.loss(), train.accuracy()});
  }
}
