package periscope.trainer;

import java.util.List;

/** What a run records about itself, by the measure ids that the probes use too. */
public enum Metric {
  /** Mean cross-entropy over the training examples, in nats. */
  LOSS_TRAIN("loss/train"),
  /** Mean cross-entropy over the test examples, in nats. */
  LOSS_TEST("loss/test"),
  /** Share of the training examples whose largest logit is the label's. */
  ACCURACY_TRAIN("accuracy/train"),
  /** Share of the test examples whose largest logit is the label's. */
  ACCURACY_TEST("accuracy/test");

  private final String id;

  Metric(String id) {
    this.id = id;
  }

  /** The id under which a run file has it. */
  public String id() {
    return id;
  }

  /** All ids, in the order of the constants. */
  static List<String> ids() {
    return List.of(values()).stream().map(Metric::id).toList();
  }
}
