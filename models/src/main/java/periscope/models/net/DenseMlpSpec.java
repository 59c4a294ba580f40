package periscope.models.net;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import periscope.models.task.Task;

/**
 * A multilayer perceptron over an example's numbers, of any depth; of tokens, over a one for each
 * (one-hot, position by position).
 *
 * <pre>{@code
 * x_0     = numbers                                       [inputs]
 * x_l+1   = keep_topK(activation(x_l·W_in_l + b_in_l))    [hidden_l]
 * logits  = x_last·W_U + b_U                              [classes], or one
 * }</pre>
 *
 * @param hidden number of neurons of each hidden layer, one layer or more
 * @param activation the neurons' nonlinearity
 * @param topK how many of a layer's neurons keep their value, the largest after the activation; the
 *     others become 0; 0 to keep all
 * @param biases whether there are b_in and b_U
 * @param outputs what the network has an output for
 * @param initialisation starting values
 */
public record DenseMlpSpec(
    List<Integer> hidden,
    Activation activation,
    int topK,
    boolean biases,
    Outputs outputs,
    MlpStart initialisation)
    implements ModelSpec {

  /** What the network has an output for. */
  public enum Outputs {
    /** Every class of the task. */
    @JsonProperty("classes")
    CLASSES,
    /** One, positive for class 1 and negative for class 0, of a task with two classes. */
    @JsonProperty("single")
    SINGLE
  }

  /** Checks sizes. */
  public DenseMlpSpec {
    hidden = List.copyOf(hidden);
    if (hidden.isEmpty() || hidden.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model.hidden is %s, expected the widths of one layer or more, such as [200, 200]",
              hidden));
    }
    if (topK < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "model.topK is %d, expected 1 or more, or 0 to keep all", topK));
    }
  }

  /** Number of neurons of the last hidden layer. */
  public int lastHidden() {
    return hidden.getLast();
  }

  @Override
  public String type() {
    return "mlp";
  }

  @Override
  public DenseMlp model(Task task) {
    return new DenseMlp(this, task);
  }
}
