package periscope.models.net;

import com.fasterxml.jackson.annotation.JsonProperty;
import periscope.models.kernel.CrossEntropy;
import periscope.models.kernel.OutputLoss;

/** What training makes small, as data: the mean over examples of a loss of an example's outputs. */
public enum Loss {
  /** −log softmax(logits)[label], in nats. */
  @JsonProperty("cross-entropy")
  CROSS_ENTROPY;

  /**
   * Judges outputs.
   *
   * @param outputs number of outputs of the network
   */
  public OutputLoss of(int outputs) {
    return switch (this) {
      case CROSS_ENTROPY -> new CrossEntropy(outputs);
    };
  }
}
