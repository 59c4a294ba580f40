package periscope.models.net;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import periscope.models.task.Task;

/**
 * A decoder-like transformer (Vaswani et al. 2017, arXiv:1706.03762) without normalisation, with
 * learned positions and an unembedding of its own, as in Nanda et al. 2023, Zhong et al. 2023 and
 * Chughtai et al. 2023. Its answer is read from the last position.
 *
 * <pre>{@code
 * x       = W_E[token] + W_pos[position]                                 [position][dModel]
 * each layer:
 *   q, k, v = x·W_Q + b_Q, x·W_K + b_K, x·W_V + b_V                      a head
 *   A       = α · softmax(q·kᵀ / √dHead) + (1 − α)                       over visible positions
 *   x       = x + Σ_heads A·v·W_O + b_O
 *   x       = x + activation(x·W_in + b_in)·W_out + b_out
 * logits  = x[last]·W_U + b_U
 * }</pre>
 *
 * <p>With α = 0 every visible position weighs 1, not 1/n, as in Zhong et al. 2023, who see all
 * positions. With a causal mask a position sees itself and those before it, and the others weigh 0
 * for every α.
 *
 * @param layers number of blocks, 1 or more
 * @param heads attention heads a layer
 * @param dHead width of a head's queries, keys and values
 * @param dModel width of the residual stream
 * @param dMlp neurons a layer
 * @param activation the neurons' nonlinearity
 * @param attention which positions a position sees
 * @param attentionCoefficient α, 0 to 1; 1 is ordinary attention
 * @param biases which biases there are
 * @param outputs what the unembedding has a column for
 */
public record TransformerSpec(
    int layers,
    int heads,
    int dHead,
    int dModel,
    int dMlp,
    Activation activation,
    Attention attention,
    double attentionCoefficient,
    Biases biases,
    Outputs outputs)
    implements ModelSpec {

  /** Which positions a position sees. */
  public enum Attention {
    /** Itself and those before it. */
    @JsonProperty("causal")
    CAUSAL,
    /** All. */
    @JsonProperty("full")
    FULL
  }

  /** What the unembedding has a column for. Logits are always those of the task's classes. */
  public enum Outputs {
    /** Every class of the task. */
    @JsonProperty("classes")
    CLASSES,
    /**
     * Every input token, of which the first are the task's classes and the others, such as =, are
     * no answers: Nanda et al. 2023.
     */
    @JsonProperty("vocabulary")
    VOCABULARY
  }

  /**
   * Which biases there are.
   *
   * @param attention b_Q, b_K, b_V and b_O
   * @param mlp b_in and b_out
   * @param unembed b_U
   */
  public record Biases(boolean attention, boolean mlp, boolean unembed) {}

  /** Checks the numbers; NaN fails. */
  public TransformerSpec {
    requirePositive("layers", layers);
    requirePositive("heads", heads);
    requirePositive("dHead", dHead);
    requirePositive("dModel", dModel);
    requirePositive("dMlp", dMlp);
    if (!(attentionCoefficient >= 0 && attentionCoefficient <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model.attentionCoefficient is %s, expected a number from 0 to 1",
              attentionCoefficient));
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "model.%s is %d, expected 1 or more", key, value));
    }
  }

  @Override
  public String type() {
    return "transformer";
  }

  @Override
  public Transformer model(Task task) {
    return new Transformer(this, task);
  }
}
