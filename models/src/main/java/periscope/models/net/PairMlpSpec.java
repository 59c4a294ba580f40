package periscope.models.net;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import periscope.models.spec.IfAbsent;
import periscope.models.task.Task;

/**
 * The MLP of Pearce et al. 2023: two operands are embedded, projected and summed, passed through
 * one activation, and projected back to the vocabulary.
 *
 * <pre>{@code
 * W_input = W_E · W_in        [p][dMlp]
 * h(a, b) = activation(W_input[a] + W_input[b] (+ b_in))
 * logits  = h · W_output (+ b_out · W_U)    W_output = W_out · W_U   [dMlp][p]
 * }</pre>
 *
 * <p>Every factor can be shared, separate or collapsed into its product, as in the authors' sweep.
 *
 * @param dModel width of the embedding; ignored where both products are collapsed
 * @param dMlp number of neurons
 * @param activation the neurons' nonlinearity
 * @param embedding which embedding matrices are shared
 * @param hidden whether both operands share W_in
 * @param collapseHidden whether W_E · W_in is one trained matrix [p][dMlp]
 * @param collapseOut whether W_out · W_U is one trained matrix [dMlp][p]
 * @param biases whether there are b_in [dMlp] and, unless the output is collapsed, b_out [dModel];
 *     not if a text does not say. Without them it is the authors' network, with them the linear
 *     model B of Zhong et al. 2023
 */
public record PairMlpSpec(
    int dModel,
    int dMlp,
    Activation activation,
    Embedding embedding,
    Hidden hidden,
    boolean collapseHidden,
    boolean collapseOut,
    @IfAbsent("false") boolean biases)
    implements ModelSpec {

  /** Which embedding matrices are shared. */
  public enum Embedding {
    /** One matrix for both operands, and its transpose as the unembedding. */
    @JsonProperty("tied")
    TIED,
    /** One matrix for both operands, and an unembedding of its own. */
    @JsonProperty("input-tied")
    INPUT_TIED,
    /** One matrix per operand, and an unembedding of its own. */
    @JsonProperty("untied")
    UNTIED,
    /** Like tied, but fixed: unit-norm columns ∝ cos(2πi/p) and sin(2πi/p); dModel is 2. */
    @JsonProperty("circular")
    CIRCULAR
  }

  /** Whether both operands share the projection to the neurons. */
  public enum Hidden {
    /** One W_in for both operands. */
    @JsonProperty("tied")
    TIED,
    /** One W_in per operand. */
    @JsonProperty("untied")
    UNTIED
  }

  /** Checks sizes and combinations. */
  public PairMlpSpec {
    if (dModel < 1 || dMlp < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model.dModel is %d and model.dMlp is %d, expected both to be 1 or more",
              dModel,
              dMlp));
    }
    if (embedding == Embedding.CIRCULAR && (dModel != 2 || collapseHidden || collapseOut)) {
      throw new IllegalArgumentException(
          "model.embedding circular needs model.dModel 2 and nothing collapsed");
    }
  }

  /** A network without biases. */
  public PairMlpSpec(
      int dModel,
      int dMlp,
      Activation activation,
      Embedding embedding,
      Hidden hidden,
      boolean collapseHidden,
      boolean collapseOut) {
    this(dModel, dMlp, activation, embedding, hidden, collapseHidden, collapseOut, false);
  }

  @Override
  public String type() {
    return "pair-mlp";
  }

  @Override
  public PairMlp model(Task task) {
    return new PairMlp(this, task);
  }
}
