package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import periscope.models.kernel.Largest;
import periscope.models.kernel.Shards;
import periscope.models.task.Inputs;
import periscope.models.task.Task;

/**
 * A multilayer perceptron; see {@link DenseMlpSpec} for the formula.
 *
 * <p>Parameters: of each hidden layer L {@code blocks.L.mlp.W_in} {@code [inputs of the
 * layer][neurons]} and {@code blocks.L.mlp.b_in} {@code [neurons]}, then {@code unembed.W_U} {@code
 * [neurons of the last layer][outputs]} and {@code unembed.b_U} {@code [outputs]}; biases where
 * there are any.
 *
 * <p>Activations: {@code hook_embed} {@code [n][inputs]}, the numbers themselves; of each hidden
 * layer {@code blocks.L.mlp.hook_pre} and {@code blocks.L.mlp.hook_post} {@code [n][neurons]}, the
 * latter after the smaller values are put to 0; {@code logits} {@code [n][outputs]}.
 */
public final class DenseMlp implements TrainableModel {
  private static final int LANE_ROWS = 128;
  private static final int MAX_LANES = 8; // each has gradients of its own, all to be added up

  static final String UNEMBEDDING = "unembed.W_U";
  static final String UNEMBEDDING_BIAS = "unembed.b_U";

  private static final String EMBED = "hook_embed";
  private static final String LOGITS = "logits";
  private static final int BLOCK = 1024; // examples, so that layers stay in cache

  private final DenseMlpSpec spec;
  private final TaskShape shape;
  private final List<ParameterSpec> parameters;
  private final List<String> activations;

  /**
   * The network of this specification for this task.
   *
   * @throws IllegalArgumentException if it has one output, and the task not two classes
   */
  public DenseMlp(DenseMlpSpec spec, Task task) {
    if (spec.outputs() == DenseMlpSpec.Outputs.SINGLE && task.classes() != 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model.outputs single tells two classes apart, but the task has %d: say classes",
              task.classes()));
    }
    this.spec = spec;
    shape = TaskShape.ofAny(task);
    parameters = parameterSpecs();
    activations =
        Stream.concat(
                Stream.concat(
                    Stream.of(EMBED),
                    layers().flatMap(layer -> Stream.of(pre(layer), post(layer)))),
                Stream.of(LOGITS))
            .toList();
  }

  private Stream<Integer> layers() {
    return Stream.iterate(0, layer -> layer < spec.hidden().size(), layer -> layer + 1);
  }

  private List<ParameterSpec> parameterSpecs() {
    List<ParameterSpec> list = new ArrayList<>();
    int in = inputs(shape);
    for (int layer = 0; layer < spec.hidden().size(); layer++) {
      int out = spec.hidden().get(layer);
      add(list, matrix(layer), bias(layer), in, out);
      in = out;
    }
    add(list, UNEMBEDDING, UNEMBEDDING_BIAS, in, outputs());
    return List.copyOf(list);
  }

  private void add(List<ParameterSpec> list, String matrix, String bias, int in, int out) {
    list.add(new ParameterSpec(matrix, List.of(in, out), true));
    if (spec.biases()) {
      list.add(new ParameterSpec(bias, List.of(out), true));
    }
  }

  /** Numbers that an example has, or ones and zeros for its tokens. */
  static int inputs(TaskShape shape) {
    return shape.vocabulary() == 0
        ? shape.arity()
        : Math.multiplyExact(shape.arity(), shape.vocabulary());
  }

  private int outputs() {
    return switch (spec.outputs()) {
      case CLASSES -> shape.classes();
      case SINGLE -> 1;
    };
  }

  static String matrix(int layer) {
    return "blocks." + layer + ".mlp.W_in";
  }

  static String bias(int layer) {
    return "blocks." + layer + ".mlp.b_in";
  }

  private static String pre(int layer) {
    return "blocks." + layer + ".mlp.hook_pre";
  }

  private static String post(int layer) {
    return "blocks." + layer + ".mlp.hook_post";
  }

  /** The specification. */
  public DenseMlpSpec spec() {
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
    Parameters weights = Parameters.zeros(parameters);
    int fanIn = 1;
    for (int i = 0; i < parameters.size(); i++) {
      boolean bias = parameters.get(i).shape().size() == 1; // of the matrix before it
      fanIn = bias ? fanIn : parameters.get(i).rows();
      spec.initialisation().fill(weights.get(i), bias, fanIn, random);
    }
    return weights;
  }

  @Override
  public Tensor forward(Parameters weights, Task examples, Hooks hooks) {
    shape.requireMatching(examples);
    TaskShape.requireMatching(this, weights);
    HookedPass pass = new HookedPass(this, hooks);
    List<Linear> maps = maps(pass.parameters(weights));
    int n = examples.size();
    boolean watched = pass.seesAny(activations.subList(0, activations.size() - 1));
    int block = watched ? n : BLOCK;
    Tensor logits = Tensor.zeros(n, outputs());
    for (int from = 0; from < n; from += block) {
      double[] part = logits(pass, maps, examples, from, Math.min(block, n - from));
      System.arraycopy(part, 0, logits.values(), from * outputs(), part.length);
    }
    return pass.value(LOGITS, logits);
  }

  /** The layers' maps, the unembedding last. */
  private List<Linear> maps(Tensor[] values) {
    List<Linear> maps = new ArrayList<>();
    int step = spec.biases() ? 2 : 1;
    for (int i = 0; i < values.length; i += step) {
      double[] bias = spec.biases() ? values[i + 1].values() : new double[0];
      maps.add(new Linear(values[i].values(), values[i].dim(0), values[i].dim(1), bias));
    }
    return maps;
  }

  private double[] logits(HookedPass pass, List<Linear> maps, Task examples, int from, int n) {
    double[] x = pass.value(EMBED, numbers(examples, from, n)).values();
    for (int layer = 0; layer < spec.hidden().size(); layer++) {
      Linear map = maps.get(layer);
      Tensor pre = pass.value(pre(layer), new Tensor(List.of(n, map.out()), map.apply(x, n)));
      Tensor post = Activations.forward(spec.activation(), pre);
      keepLargest(post);
      x = pass.value(post(layer), post).values();
    }
    return maps.getLast().apply(x, n);
  }

  private void keepLargest(Tensor post) {
    int width = post.dim(1);
    for (int row = 0; spec.topK() > 0 && row < post.dim(0); row++) {
      Largest.keep(post.values(), row * width, width, spec.topK());
    }
  }

  private Tensor numbers(Task examples, int from, int n) {
    int inputs = inputs(shape);
    Tensor numbers = Tensor.zeros(n, inputs);
    double[] values = numbers.values();
    switch (examples.given()) {
      case Inputs.Features features -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = features.values()[from * inputs + i];
        }
      }
      case Inputs.Tokens tokens -> {
        for (int i = 0; i < n * tokens.arity(); i++) {
          values[i * tokens.vocabulary() + tokens.values()[from * tokens.arity() + i]] = 1;
        }
      }
    }
    return numbers;
  }

  /**
   * From the last layer's neurons to the logits of the classes, {@code [neurons][classes]}, in
   * float64: W_U; of a network with one output, that class 0 has the logit 0 beside it.
   */
  public Tensor effectiveOutput(Parameters weights) {
    float[] unembedding = weights.get(UNEMBEDDING);
    int outputs = outputs();
    int shift = shape.classes() - outputs;
    Tensor result = Tensor.zeros(spec.lastHidden(), shape.classes());
    for (int i = 0; i < unembedding.length; i++) {
      result.values()[i / outputs * shape.classes() + shift + i % outputs] = unembedding[i];
    }
    return result;
  }

  @Override
  public LossGradient<Parameters> gradient(Task examples, Loss loss, int capacity, Shards shards) {
    shape.requireMatching(examples);
    Batch batch = new Batch(examples, capacity, LANE_ROWS, MAX_LANES);
    if (OneOutputGradient.isOf(spec)) {
      return OneOutputGradient.of(parameters, batch, loss, shards);
    }
    List<DenseMlpLane> lanes =
        IntStream.range(0, batch.lanes())
            .mapToObj(lane -> new DenseMlpLane(spec, parameters, outputs(), batch, loss, lane))
            .toList();
    return new LaneGradient(
        parameters, batch, shards, lanes, List.of(LaneGradient.run(lanes), LaneSum.totals(lanes)));
  }

  @Override
  public LossGradient<WideParameters> wideGradient(
      Task examples, Loss loss, int capacity, Shards shards) {
    shape.requireMatching(examples);
    Batch batch = new Batch(examples, capacity, LANE_ROWS, MAX_LANES);
    return TapeGradient.of(
        parameters,
        batch,
        shards,
        DenseTape.BLOCK_EXAMPLES,
        network -> DenseTape.write(network, spec, inputs(shape), batch.laneCapacity()),
        loss::of);
  }
}
