package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.Shards;
import periscope.models.task.Task;

/**
 * The MLP of Pearce et al. 2023 in all its factorisations; see {@link PairMlpSpec} for the formula.
 *
 * <p>Parameters, in order, those that exist: {@code embed.W_E} (or {@code embed_a.W_E}, {@code
 * embed_b.W_E}) {@code [p][dModel]}, {@code blocks.0.mlp.W_in} (or {@code W_in_a}, {@code W_in_b})
 * {@code [dModel][dMlp]}, {@code blocks.0.mlp.W_out} {@code [dMlp][dModel]}, {@code unembed.W_U}
 * {@code [dModel][p]}; collapsed: {@code W_input} (or {@code W_input_a}, {@code W_input_b}, where
 * the operands differ in embedding or hidden matrix) {@code [p][dMlp]} and {@code W_output} {@code
 * [dMlp][p]}. A tied unembedding is the transposed embedding; where the hidden matrix is collapsed
 * into the embedding there is none to tie to, and {@code unembed.W_U} has values of its own. With
 * biases, {@code blocks.0.mlp.b_in} {@code [dMlp]} stands before the output's matrices, and {@code
 * blocks.0.mlp.b_out} {@code [dModel]} after {@code W_out} if there is one.
 *
 * <p>Activations: {@code hook_embed} {@code [n][2][dModel]} unless the hidden matrix is collapsed,
 * {@code blocks.0.mlp.hook_pre} and {@code blocks.0.mlp.hook_post} {@code [n][dMlp]}, {@code
 * blocks.0.hook_mlp_out} {@code [n][dModel]} unless the output is collapsed, {@code logits} {@code
 * [n][p]}.
 *
 * <p>Initial values: embeddings and collapsed inputs by variance scaling (2, fan-in, truncated
 * normal), the other matrices from a normal of deviation 1/√fan-in cut at two deviations, biases 0.
 */
public final class PairMlp implements TrainableModel {
  private static final String EMBED = "hook_embed";
  private static final String PRE = "blocks.0.mlp.hook_pre";
  private static final String POST = "blocks.0.mlp.hook_post";
  private static final String MLP_OUT = "blocks.0.hook_mlp_out";
  private static final String LOGITS = "logits";
  private static final double EMBEDDING_SCALE = 2;

  private final PairMlpSpec spec;
  private final TaskShape shape;
  private final PairFactors factors;
  private final List<String> activations;

  /**
   * The network of this specification for this task.
   *
   * @throws IllegalArgumentException if examples do not have two tokens, or if a tied embedding has
   *     another number of rows than there are classes
   */
  public PairMlp(PairMlpSpec spec, Task task) {
    if (task.arity() != 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model pair-mlp takes pairs, but the task's examples have %d tokens",
              task.arity()));
    }
    this.spec = spec;
    this.shape = TaskShape.of(task);
    this.factors = PairFactors.of(spec, shape.vocabulary(), shape.classes());
    this.activations = activationNames();
  }

  private List<String> activationNames() {
    List<String> names = new ArrayList<>();
    if (!spec.collapseHidden()) {
      names.add(EMBED);
    }
    names.add(PRE);
    names.add(POST);
    if (!spec.collapseOut()) {
      names.add(MLP_OUT);
    }
    names.add(LOGITS);
    return List.copyOf(names);
  }

  /** The specification. */
  public PairMlpSpec spec() {
    return spec;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return factors.parameters();
  }

  @Override
  public List<String> activations() {
    return activations;
  }

  @Override
  public Parameters initialise(UniformRandomProvider random) {
    Parameters weights = Parameters.zeros(parameters());
    for (int i = 0; i < parameters().size(); i++) {
      int fanIn = parameters().get(i).rows();
      if (parameters().get(i).shape().size() == 1) {
        continue; // a bias begins at 0
      }
      if (!parameters().get(i).trained()) {
        Initialisation.circle(weights.get(i));
      } else if (factors.inputs(i)) {
        Initialisation.varianceScaling(weights.get(i), EMBEDDING_SCALE, fanIn, random);
      } else {
        Initialisation.truncatedNormal(weights.get(i), 1 / Math.sqrt(fanIn), random);
      }
    }
    return weights;
  }

  /**
   * What the first layer adds up for an operand: W_E · W_in, {@code [p][dMlp]}, in float64.
   *
   * @param operand 0 or 1; the same matrix for both unless embedding or hidden matrix is untied
   */
  public Tensor effectiveInput(Parameters weights, int operand) {
    return (operand == 0 ? factors.inputA() : factors.inputB()).value(wide(weights));
  }

  /** Which parameters make which matrices. */
  PairFactors factors() {
    return factors;
  }

  /** Whether both operands have the same effective input matrix. */
  public boolean sharedInput() {
    return factors.sharedInput();
  }

  /** From neurons to logits: W_out · W_U, {@code [dMlp][p]}, in float64. */
  public Tensor effectiveOutput(Parameters weights) {
    return factors.output().value(wide(weights));
  }

  private Tensor[] wide(Parameters weights) {
    return new HookedPass(this, Hooks.none()).parameters(weights);
  }

  @Override
  public Tensor forward(Parameters weights, Task examples, Hooks hooks) {
    shape.requireMatching(examples);
    TaskShape.requireMatching(this, weights);
    HookedPass pass = new HookedPass(this, hooks);
    Tensor[] parameters = pass.parameters(weights);
    Tensor pre = preActivations(pass, parameters, examples);
    factors.biasIn().ifPresent(bias -> addToRows(bias.value(parameters), pre));
    Tensor post = pass.value(POST, Activations.forward(spec.activation(), pass.value(PRE, pre)));
    return pass.value(LOGITS, logits(pass, parameters, post));
  }

  private Tensor preActivations(HookedPass pass, Tensor[] parameters, Task examples) {
    if (factors.inputA().form() instanceof PairMatrix.Product a
        && factors.inputB().form() instanceof PairMatrix.Product b
        && pass.sees(EMBED)) {
      int n = examples.size();
      int width = spec.dModel();
      Tensor embed =
          pass.value(
              EMBED, gather(parameters[a.left()], parameters[b.left()], examples.inputs(), n));
      Tensor pre = Tensor.zeros(n, spec.dMlp());
      Gemm hidden = Gemm.of(n, spec.dMlp(), width).strides(2 * width, spec.dMlp(), spec.dMlp());
      double[] in = embed.values();
      hidden.multiply(in, 0, parameters[a.right()].values(), 0, 0.0, pre.values(), 0);
      hidden.multiply(in, width, parameters[b.right()].values(), 0, 1.0, pre.values(), 0);
      return pre;
    }
    Tensor tableA = factors.inputA().value(parameters);
    Tensor tableB = factors.sharedInput() ? tableA : factors.inputB().value(parameters);
    return gatherSum(tableA.values(), tableB.values(), examples);
  }

  /** Both tokens' rows, {@code [n][2][width]}. */
  private static Tensor gather(Tensor tableA, Tensor tableB, int[] tokens, int n) {
    int width = tableA.dim(1);
    Tensor result = Tensor.zeros(n, 2, width);
    for (int i = 0; i < 2 * n; i++) {
      double[] table = (i % 2 == 0 ? tableA : tableB).values();
      System.arraycopy(table, tokens[i] * width, result.values(), i * width, width);
    }
    return result;
  }

  private Tensor gatherSum(double[] tableA, double[] tableB, Task examples) {
    int n = examples.size();
    int width = spec.dMlp();
    Tensor result = Tensor.zeros(n, width);
    double[] out = result.values();
    for (int i = 0; i < n; i++) {
      int a = examples.inputs()[2 * i] * width;
      int b = examples.inputs()[2 * i + 1] * width;
      for (int j = 0; j < width; j++) {
        out[i * width + j] = tableA[a + j] + tableB[b + j];
      }
    }
    return result;
  }

  private Tensor logits(HookedPass pass, Tensor[] parameters, Tensor post) {
    int n = post.dim(0);
    int classes = shape.classes();
    Tensor logits = Tensor.zeros(n, classes);
    if (factors.output().form() instanceof PairMatrix.Product product && pass.sees(MLP_OUT)) {
      Tensor out = Tensor.zeros(n, spec.dModel());
      Gemm.of(n, spec.dModel(), spec.dMlp())
          .multiply(post.values(), parameters[product.left()].values(), out.values());
      if (factors.biasOut().isPresent()
          && factors.biasOut().get().form() instanceof PairMatrix.Product bias) {
        addToRows(parameters[bias.left()], out);
      }
      Tensor seen = pass.value(MLP_OUT, out);
      product
          .gemm(n, classes)
          .multiply(seen.values(), parameters[product.right()].values(), logits.values());
    } else {
      Tensor output = factors.output().value(parameters);
      Gemm.of(n, classes, spec.dMlp()).multiply(post.values(), output.values(), logits.values());
      factors.biasOut().ifPresent(bias -> addToRows(bias.value(parameters), logits));
    }
    return logits;
  }

  /** Adds a bias to every row of a matrix that nobody has seen yet. */
  private static void addToRows(Tensor bias, Tensor matrix) {
    double[] row = bias.values();
    double[] values = matrix.values();
    for (int i = 0; i < values.length; i++) {
      values[i] += row[i % row.length];
    }
  }

  @Override
  public LossGradient<Parameters> gradient(Task examples, Loss loss, int capacity, Shards shards) {
    shape.requireMatching(examples);
    return PairGradient.of(spec.activation(), factors, new Batch(examples, capacity), loss, shards);
  }

  @Override
  public LossGradient<WideParameters> wideGradient(
      Task examples, Loss loss, int capacity, Shards shards) {
    shape.requireMatching(examples);
    Batch batch = new Batch(examples, capacity);
    return TapeGradient.of(
        parameters(),
        batch,
        shards,
        PairTape.BLOCK_EXAMPLES,
        network -> PairTape.write(network, factors, spec.activation(), batch.laneCapacity()),
        loss::of);
  }
}
