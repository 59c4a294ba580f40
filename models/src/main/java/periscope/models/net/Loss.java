package periscope.models.net;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import periscope.models.kernel.CrossEntropy;
import periscope.models.kernel.HingeLoss;
import periscope.models.kernel.LogisticLoss;
import periscope.models.kernel.OutputLoss;
import periscope.models.kernel.RoundedCrossEntropy;
import periscope.models.kernel.SquaredError;
import periscope.models.kernel.StableMax;

/** What training makes small, as data: the mean over examples of a loss of an example's outputs. */
public enum Loss {
  /** −log softmax(logits)[label], in nats. */
  @JsonProperty("cross-entropy")
  CROSS_ENTROPY("cross-entropy", "nats"),
  /**
   * The same, but with the gradient that a softmax computed in the network's own precision has:
   * Prieto et al. 2025, and the code of most papers.
   */
  @JsonProperty("rounded-cross-entropy")
  ROUNDED_CROSS_ENTROPY("cross-entropy", "nats"),
  /** −log stablemax(logits)[label], in nats: Prieto et al. 2025. */
  @JsonProperty("stablemax")
  STABLE_MAX("cross-entropy of StableMax", "nats"),
  /** The mean over classes of (output − [class = label])². */
  @JsonProperty("squared-error")
  SQUARED_ERROR("squared error", ""),
  /** max(0, 1 − y·output) of a single output, where y is 1 for label 1 and −1 for label 0. */
  @JsonProperty("hinge")
  HINGE("hinge loss", ""),
  /** log(1 + e^(−y·output)) of a single output, in nats; y as for the hinge loss. */
  @JsonProperty("binary-cross-entropy")
  BINARY_CROSS_ENTROPY("binary cross-entropy", "nats");

  private final String text;
  private final String units;

  Loss(String text, String units) {
    this.text = text;
    this.units = units;
  }

  /** What people call it, such as {@code squared error}. */
  public String text() {
    return text;
  }

  /** Its units; empty for a pure number. */
  public String units() {
    return units;
  }

  /** Whether it is −log softmax(logits)[label], however its gradient is computed. */
  public boolean isOfSoftmax() {
    return this == CROSS_ENTROPY || this == ROUNDED_CROSS_ENTROPY;
  }

  /**
   * Judges outputs.
   *
   * @param outputs number of outputs of the network
   * @throws IllegalArgumentException if it judges one output and there are more, or the other way
   *     round
   */
  public OutputLoss of(int outputs) {
    return switch (this) {
      case CROSS_ENTROPY -> new CrossEntropy(several(outputs));
      case ROUNDED_CROSS_ENTROPY -> new RoundedCrossEntropy(several(outputs));
      case STABLE_MAX -> new StableMax(several(outputs));
      case SQUARED_ERROR -> new SquaredError(several(outputs));
      case HINGE -> single(new HingeLoss(), outputs);
      case BINARY_CROSS_ENTROPY -> single(new LogisticLoss(), outputs);
    };
  }

  private OutputLoss single(OutputLoss loss, int outputs) {
    if (outputs != 1) {
      throw mismatch("one output", outputs);
    }
    return loss;
  }

  private int several(int outputs) {
    if (outputs < 2) {
      throw mismatch("an output for every class", outputs);
    }
    return outputs;
  }

  private IllegalArgumentException mismatch(String expected, int outputs) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "loss %s is for a network with %s, but this one has %d",
            name().toLowerCase(Locale.ROOT).replace('_', '-').replace("stable-max", "stablemax"),
            expected,
            outputs));
  }
}
