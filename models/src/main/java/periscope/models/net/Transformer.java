package periscope.models.net;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.Shards;
import periscope.models.task.Task;

/**
 * A transformer; see {@link TransformerSpec} for the formula.
 *
 * <p>Parameters have the names and shapes of TransformerLens, biases where there are any: {@code
 * embed.W_E} {@code [vocabulary][dModel]}, {@code pos_embed.W_pos} {@code [positions][dModel]}, in
 * each block L {@code blocks.L.attn.W_Q}, {@code W_K}, {@code W_V} {@code [heads][dModel][dHead]},
 * {@code W_O} {@code [heads][dHead][dModel]}, {@code b_Q}, {@code b_K}, {@code b_V} {@code
 * [heads][dHead]}, {@code b_O} {@code [dModel]}, {@code blocks.L.mlp.W_in} {@code [dModel][dMlp]},
 * {@code b_in} {@code [dMlp]}, {@code W_out} {@code [dMlp][dModel]}, {@code b_out} {@code
 * [dModel]}, then {@code unembed.W_U} {@code [dModel][outputs]} and {@code b_U} {@code [outputs]}.
 *
 * <p>Norms have {@code blocks.L.ln1.w}, {@code .b}, {@code ln2} and {@code ln_final}, all {@code
 * [dModel]}; sinusoidal positions are a {@code W_pos} that is not trained, and W_E as unembedding
 * leaves no {@code W_U}.
 *
 * <p>Activations, too, are called as there: {@code hook_embed} and {@code hook_pos_embed}; of each
 * block {@code hook_resid_pre}, {@code attn.hook_q}, {@code hook_k}, {@code hook_v} {@code
 * [n][positions][heads][dHead]}, {@code hook_attn_scores} with −∞ where a query does not see, and
 * {@code hook_pattern} {@code [n][heads][queries][positions]}, {@code hook_z}, {@code
 * hook_attn_out}, {@code hook_resid_mid}, {@code mlp.hook_pre}, {@code mlp.hook_post} {@code
 * [n][positions][dMlp]}, {@code hook_mlp_out}, {@code hook_resid_post}; those without a shape here
 * are {@code [n][positions][dModel]}. A norm's are {@code ln1.hook_scale} {@code [n][positions][1]}
 * and {@code ln1.hook_normalized}; with normalisation after, {@code hook_resid_mid} and {@code
 * hook_resid_post} are the sums before it. Last {@code logits} {@code [n][classes]}, of the last
 * position and the task's classes only, whatever the unembedding's columns.
 */
public final class Transformer implements TrainableModel {
  private final TransformerSpec spec;
  private final TaskShape shape;
  private final List<ParameterSpec> parameters;
  private final List<String> activations;

  /**
   * The network of this specification for this task, with a position for each of its tokens.
   *
   * @throws IllegalArgumentException if it has an output for every token, or W_E is its unembedding
   *     too, and the task has more classes than tokens
   */
  public Transformer(TransformerSpec spec, Task task) {
    this.spec = spec;
    shape = TaskShape.of(task);
    if (spec.tied() && shape.vocabulary() < shape.classes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model.tied makes W_E the unembedding, but the task has %d tokens and %d classes",
              shape.vocabulary(),
              shape.classes()));
    }
    if (TransformerLayout.outputs(spec, shape) < shape.classes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model.outputs vocabulary has %d outputs, but the task has %d classes: say classes",
              shape.vocabulary(),
              shape.classes()));
    }
    parameters = TransformerLayout.parameters(spec, shape);
    activations = TransformerLayout.activations(spec);
  }

  /** The specification. */
  public TransformerSpec spec() {
    return spec;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return parameters;
  }

  @Override
  public List<String> activations() {
    return activations;
  }

  @Override
  public Parameters initialise(UniformRandomProvider random) {
    return new TransformerStart(spec, random).draw(parameters);
  }

  @Override
  public LossGradient<Parameters> gradient(Task examples, Loss loss, int capacity, Shards shards) {
    shape.requireMatching(examples);
    return TransformerGradient.of(spec, shape, parameters, examples, capacity, loss, shards);
  }

  @Override
  public LossGradient<WideParameters> wideGradient(
      Task examples, Loss loss, int capacity, Shards shards) {
    shape.requireMatching(examples);
    Batch batch = TransformerGradient.batch(spec, examples, capacity);
    return TapeGradient.of(
        parameters,
        batch,
        shards,
        Math.max(1, TransformerTape.BLOCK_ROWS / shape.arity()),
        network -> TransformerTape.write(network, spec, shape, batch.laneCapacity()),
        loss::of);
  }

  @Override
  public Tensor forward(Parameters weights, Task examples, Hooks hooks) {
    HookedPass pass = new HookedPass(this, hooks);
    TransformerWeights arranged = arranged(pass, weights, examples);
    var prefixes = SharedPrefixes.of(spec, pass, examples, few -> streams(arranged, few));
    return new TransformerPass(spec, pass, arranged, examples, prefixes).logits();
  }

  /**
   * The network with one head less, for examples in several parts; empty if it has more layers than
   * one, or norms.
   */
  public Optional<SeparateHeads> separateHeads(Parameters weights, List<Task> parts) {
    if (!TokenLayer.applies(spec)) {
      return Optional.empty();
    }
    var pass = new HookedPass(this, Hooks.none());
    TransformerWeights arranged = arranged(pass, weights, parts.getFirst());
    return Optional.of(new SeparateHeads(spec, arranged, parts));
  }

  /** What every layer but the first reads. */
  private Recorder streams(TransformerWeights arranged, Task examples) {
    Recorder streams =
        Recorder.of(
            IntStream.range(1, spec.layers())
                .mapToObj(layer -> TransformerLayout.block(layer, "hook_resid_pre"))
                .toArray(String[]::new));
    HookedPass pass = new HookedPass(this, streams);
    new TransformerPass(spec, pass, arranged, examples, Optional.empty()).logits();
    return streams;
  }

  /** The parameters as maps, for a pass over these examples. */
  TransformerWeights arranged(HookedPass pass, Parameters weights, Task examples) {
    shape.requireMatching(examples);
    TaskShape.requireMatching(this, weights);
    return TransformerWeights.of(spec, shape.classes(), parameters, pass.parameters(weights));
  }

  /**
   * W_L = W_out · W_U of the last layer: from its neurons to the logits of the classes, on the path
   * past all else, {@code [dMlp][classes]}, in float64 (Nanda et al. 2023).
   */
  public Tensor effectiveOutput(Parameters weights) {
    Tensor[] values = new HookedPass(this, Hooks.none()).parameters(weights);
    Tensor out = values[index(TransformerLayout.mlp(spec.layers() - 1, "W_out"))];
    Tensor result = Tensor.zeros(spec.dMlp(), shape.classes());
    Gemm product = Gemm.of(spec.dMlp(), shape.classes(), spec.dModel());
    if (spec.tied()) {
      Tensor embedding = values[index(TransformerLayout.W_E)];
      product.transposedB().multiply(out.values(), embedding.values(), result.values());
    } else {
      Tensor unembedding = values[index(TransformerLayout.W_U)];
      product
          .strides(spec.dModel(), unembedding.dim(1), shape.classes())
          .multiply(out.values(), unembedding.values(), result.values());
    }
    return result;
  }

  private int index(String name) {
    return parameters.stream().map(ParameterSpec::name).toList().indexOf(name);
  }
}
