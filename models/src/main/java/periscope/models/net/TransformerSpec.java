package periscope.models.net;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import periscope.models.spec.IfAbsent;
import periscope.models.task.Task;

/**
 * A decoder-like transformer (Vaswani et al. 2017, arXiv:1706.03762), whose answer is read from the
 * last position: those of Nanda et al. 2023, Zhong et al. 2023 and Chughtai et al. 2023, which have
 * no normalisation, that of Power et al. 2022, and those of TransformerLens.
 *
 * <pre>{@code
 * x       = W_E[token] + W_pos[position]                                 [position][dModel]
 * each layer:
 *   y       = x, or LN1(x) with normalisation before
 *   q, k, v = y·W_Q + b_Q, y·W_K + b_K, y·W_V + b_V                      a head
 *   A       = α · softmax(q·kᵀ / √dHead) + (1 − α)                       over visible positions
 *   x       = x + Σ_heads A·v·W_O + b_O;    LN1 of that with normalisation after
 *   y       = x, or LN2(x) with normalisation before
 *   x       = x + activation(y·W_in + b_in)·W_out + b_out;    LN2 of that with normalisation after
 * logits  = x[last]·W_U + b_U, with LN_final(x[last]) for x if there is a final normalisation
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
 * @param normalization where a layer normalises; nowhere if a text does not say
 * @param finalNormalization whether the stream is normalised before the unembedding; not if a text
 *     does not say
 * @param positions whether W_pos is trained; it is if a text does not say
 * @param tied whether W_U is W_E transposed; not if a text does not say
 * @param topK how many of a layer's neurons, those with the largest values, keep them while the
 *     others become 0, at each position; 0 for all, as when a text does not say
 * @param initialisation how weights start
 * @param dropout which share of what attention and neurons add to the stream is left out while
 *     training, 0 to less than 1; 0 if a text does not say
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
    Outputs outputs,
    @IfAbsent("none") Normalization normalization,
    @IfAbsent("false") boolean finalNormalization,
    @IfAbsent("learned") Positions positions,
    @IfAbsent("false") boolean tied,
    @IfAbsent("0") int topK,
    @IfAbsent("nanda") Start initialisation,
    @IfAbsent("0") double dropout)
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
   * @param without which of these there are not, all the same; none if a text does not say
   */
  public record Biases(
      boolean attention, boolean mlp, boolean unembed, @IfAbsent("[]") List<Bias> without) {
    /** Copies the list. */
    public Biases {
      without = List.copyOf(without);
    }

    /** Whole groups. */
    public Biases(boolean attention, boolean mlp, boolean unembed) {
      this(attention, mlp, unembed, List.of());
    }

    /** Whether there is this one. */
    public boolean has(Bias bias) {
      boolean group =
          switch (bias) {
            case Q, K, V, O -> attention;
            case IN, OUT -> mlp;
          };
      return group && !without.contains(bias);
    }
  }

  /** A bias of a layer, called as the matrix before it. */
  public enum Bias {
    /** Of queries. */
    @JsonProperty("Q")
    Q,
    /** Of keys. */
    @JsonProperty("K")
    K,
    /** Of values. */
    @JsonProperty("V")
    V,
    /** Of what attention adds to the stream. */
    @JsonProperty("O")
    O,
    /** Of neurons. */
    @JsonProperty("in")
    IN,
    /** Of what neurons add to the stream. */
    @JsonProperty("out")
    OUT
  }

  /** Where a layer normalises (Ba et al. 2016, arXiv:1607.06450). */
  public enum Normalization {
    /** Nowhere. */
    @JsonProperty("none")
    NONE,
    /** What attention and neurons read. */
    @JsonProperty("pre")
    PRE,
    /** The stream after each has added to it. */
    @JsonProperty("post")
    POST
  }

  /** Where W_pos comes from. */
  public enum Positions {
    /** It is trained. */
    @JsonProperty("learned")
    LEARNED,
    /** Sines and cosines of Vaswani et al. 2017, which stay as they are. */
    @JsonProperty("sinusoidal")
    SINUSOIDAL
  }

  /** How weights start; norms with w = 1 and b = 0. */
  public enum Start {
    /** Nanda et al. 2023: normal with deviation 1/√dModel, W_U with 1/√outputs; biases 0. */
    @JsonProperty("nanda")
    NANDA,
    /** Zhong et al. 2023: the same, but W_in with 1/√dMlp. */
    @JsonProperty("pizza")
    PIZZA,
    /** TransformerLens: normal with deviation 0.8/√dModel; biases 0. */
    @JsonProperty("transformer-lens")
    TRANSFORMER_LENS,
    /**
     * PyTorch's own: embeddings normal with deviation 1; matrices and their biases uniform within
     * ±1/√n, n being the values that a sum is over.
     */
    @JsonProperty("pytorch")
    PYTORCH
  }

  /** A network without the options that are younger than this one's first ten. */
  public TransformerSpec(
      int layers,
      int heads,
      int dHead,
      int dModel,
      int dMlp,
      Activation activation,
      Attention attention,
      double attentionCoefficient,
      Biases biases,
      Outputs outputs) {
    this(
        layers,
        heads,
        dHead,
        dModel,
        dMlp,
        activation,
        attention,
        attentionCoefficient,
        biases,
        outputs,
        Normalization.NONE,
        false,
        Positions.LEARNED,
        false,
        0,
        Start.NANDA,
        0);
  }

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
    if (topK < 0 || topK > dMlp) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model.topK is %d, expected 0 for all neurons, or 1 to the %d of a layer",
              topK,
              dMlp));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "model.dropout is %s, expected 0 or more and less than 1", dropout));
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
