package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.CrossEntropy;
import periscope.models.kernel.Dropout;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Biases;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.models.net.TransformerSpec.Outputs;
import periscope.models.net.TransformerSpec.Positions;
import periscope.models.net.TransformerSpec.Start;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

class TransformerGradientTest {
  private static final double STEP = 1e-4;
  private static final double FROM_KINK = 2e-4; // no step takes a neuron over its kink
  static final long SEED = 11;
  static final long STEP_NUMBER = 7;

  /**
   * Of the parameter's largest entry: float32 rounding (6e-8) along sums of ≈ 50 terms of both
   * signs, and divisions by a norm's small deviations. Where all of a parameter's entries are small
   * because they cancel, the rounding is that of the network's largest.
   */
  private static final double TOLERANCE = 5e-5;

  private static final double CANCELLED = 2e-6;

  /** How the gradient of a network is computed. */
  record Case(TransformerSpec spec, boolean folded) {
    LossGradient<Parameters> gradient(Transformer model, Task task, int capacity, Shards shards) {
      TaskShape shape = TaskShape.of(task);
      List<ParameterSpec> specs = model.parameters();
      Loss loss = Loss.CROSS_ENTROPY;
      return folded
          ? TransformerGradient.folded(spec, shape, specs, task, capacity, loss, shards)
          : TransformerGradient.unfolded(spec, shape, specs, task, capacity, loss, shards);
    }
  }

  private static List<Case> cases(List<TransformerSpec> specs, List<TransformerSpec> foldable) {
    return Stream.concat(
            specs.stream().map(spec -> new Case(spec, false)),
            foldable.stream().map(spec -> new Case(spec, true)))
        .toList();
  }

  static List<Case> specs() {
    return cases(TransformerCases.allPairs(), TransformerCases.foldable());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void agreesWithCentralDifferencesOfTheFloat64Loss(Case how) {
    for (boolean equals : new boolean[] {true, false}) {
      Task all = new ModularArithmetic(4, Operation.SUBTRACT, Pairs.ORDERED, equals).task();
      verify(how, all.select(new int[] {0, 1, 3, 6, 7, 9, 12, 13, 15}));
    }
  }

  /** All ask with one row, and there is no other position. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void examplesOfOneTokenHaveAGradient(boolean folded) {
    Task task = new Task(1, 4, 3, new int[] {2, 2, 2}, new int[] {0, 1, 0});
    verify(new Case(oneLayer(Activation.GELU, 2, 5, 7), folded), task);
  }

  private static void verify(Case how, Task task) {
    Transformer model = how.spec().model(task);
    Parameters weights = smoothWeights(model, task);
    Parameters gradient = Parameters.zeros(model.parameters());
    for (int i = 0; i < model.parameters().size(); i++) {
      Arrays.fill(gradient.get(i), 5); // is to be overwritten
    }
    double loss;
    try (Shards shards = Shards.of(1)) {
      LossGradient<Parameters> lossGradient = how.gradient(model, task, task.size(), shards);
      lossGradient.draw(SEED, STEP_NUMBER);
      loss = lossGradient.compute(weights, gradient);
    }
    assertThat(loss).isCloseTo(loss(model, weights, task), within(2e-6));
    verify(model, weights, task, gradient);
  }

  private static void verify(
      Transformer model, Parameters weights, Task task, Parameters gradient) {
    double[][] expected = new double[model.parameters().size()][];
    double network = 0;
    for (int i = 0; i < expected.length; i++) {
      expected[i] = CentralDifferences.of(weights.get(i), STEP, () -> loss(model, weights, task));
      network = Math.max(network, largest(expected[i]));
    }
    for (int i = 0; i < expected.length; i++) {
      ParameterSpec parameter = model.parameters().get(i);
      double tolerance = Math.max(TOLERANCE * largest(expected[i]), CANCELLED * network);
      for (int j = 0; j < expected[i].length; j++) {
        assertThat((double) gradient.get(i)[j])
            .as("%s[%d]", parameter.name(), j)
            .isCloseTo(
                parameter.trained() ? expected[i][j] : 5,
                within(parameter.trained() ? tolerance : 0));
      }
    }
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  /** Weights with which no small step changes which neurons are active or among the largest. */
  static Parameters smoothWeights(Transformer model, Task task) {
    for (long seed = 0; seed < 3000; seed++) {
      Parameters weights = TransformerCases.weights(model, seed);
      double[] nearest = {Double.POSITIVE_INFINITY};
      model.forward(weights, task, dropping(model.spec(), task).andThen(margins(model, nearest)));
      if (nearest[0] > FROM_KINK) {
        return weights;
      }
    }
    throw new AssertionError("every start puts a neuron on its kink");
  }

  private static Hooks margins(Transformer model, double[] nearest) {
    Activation activation = model.spec().activation();
    boolean kinked = activation == Activation.RELU || activation == Activation.ABS;
    return (name, value) -> {
      if (kinked && name.endsWith("mlp.hook_pre")) {
        nearest[0] =
            Math.min(nearest[0], Arrays.stream(value.values()).map(Math::abs).min().orElseThrow());
      }
      if (model.spec().topK() > 0 && name.endsWith("mlp.hook_pre")) {
        double[] active = Activations.forward(activation, value).values();
        int neurons = model.spec().dMlp();
        int first = neurons - model.spec().topK();
        for (int row = 0; row < active.length; row += neurons) {
          double[] sorted = Arrays.copyOfRange(active, row, row + neurons);
          Arrays.sort(sorted);
          if (sorted[first] != 0) {
            nearest[0] = Math.min(nearest[0], sorted[first] - sorted[first - 1]);
          }
        }
      }
      return value;
    };
  }

  /** Mean cross-entropy over all of the network's outputs, of which forward gives the classes. */
  private static double loss(Transformer model, Parameters weights, Task task) {
    TransformerSpec spec = model.spec();
    String last = "blocks." + (spec.layers() - 1) + ".hook_resid_post";
    if (spec.normalization() == Normalization.POST) {
      last = "blocks." + (spec.layers() - 1) + ".ln2.hook_normalized";
    }
    Recorder recorder = Recorder.of(spec.finalNormalization() ? "ln_final.hook_normalized" : last);
    model.forward(weights, task, dropping(spec, task).andThen(recorder));
    double[] stream = recorder.get(recorder.names().iterator().next()).values();
    int d = spec.dModel();
    int outputs = spec.outputs() == Outputs.CLASSES ? task.classes() : task.vocabulary();
    int positions = stream.length / task.size() / d;
    double sum = 0;
    for (int i = 0; i < task.size(); i++) {
      double[] logits = new double[outputs];
      for (int q = 0; q < outputs; q++) {
        logits[q] = spec.biases().unembed() ? weights.get("unembed.b_U")[q] : 0;
        for (int j = 0; j < d; j++) {
          double weight =
              spec.tied()
                  ? weights.get("embed.W_E")[q * d + j]
                  : weights.get("unembed.W_U")[j * outputs + q];
          logits[q] += stream[((i + 1) * positions - 1) * d + j] * weight;
        }
      }
      sum += CrossEntropy.loss(logits, 0, outputs, task.labels()[i]);
    }
    return sum / task.size();
  }

  /** What the training pass drops, of the positions that it computes. */
  private static Hooks dropping(TransformerSpec spec, Task task) {
    if (spec.dropout() == 0) {
      return Hooks.none();
    }
    return (name, value) -> {
      boolean attention = name.endsWith("hook_attn_out");
      if (!attention && !name.endsWith("hook_mlp_out")) {
        return value;
      }
      int layer = name.charAt("blocks.".length()) - '0';
      int d = spec.dModel();
      int positions = task.arity();
      int queries = layer == spec.layers() - 1 ? 1 : positions;
      float[] ones = new float[task.size() * queries * d];
      Arrays.fill(ones, 1);
      long key = Dropout.key(SEED, STEP_NUMBER, 2L * layer + (attention ? 0 : 1));
      new Dropout(spec.dropout()).apply(ones, ones, ones.length, key, 0);
      double[] result = value.values().clone();
      for (int i = 0; i < task.size(); i++) {
        for (int j = 0; j < queries * d; j++) {
          result[((i + 1) * positions - queries) * d + j] *= ones[i * queries * d + j];
        }
      }
      return new Tensor(value.shape(), result);
    };
  }

  private static final TransformerSpec LARGE =
      new TransformerSpec(
          2,
          4,
          8,
          32,
          60,
          Activation.GELU,
          Attention.CAUSAL,
          0.5,
          new Biases(true, true, true),
          Outputs.VOCABULARY,
          Normalization.PRE,
          true,
          Positions.LEARNED,
          true,
          0,
          Start.TRANSFORMER_LENS,
          0);

  private static TransformerSpec mainline(Activation activation) {
    return oneLayer(activation, 8, 32, 80);
  }

  private static TransformerSpec oneLayer(Activation activation, int dHead, int dModel, int dMlp) {
    return new TransformerSpec(
        1,
        4,
        dHead,
        dModel,
        dMlp,
        activation,
        Attention.CAUSAL,
        1,
        new Biases(false, true, false),
        Outputs.VOCABULARY);
  }

  static List<Case> sizable() {
    return cases(List.of(mainline(Activation.GELU), LARGE), List.of(mainline(Activation.GELU)));
  }

  /**
   * Sizes at which the batch is cut in several lanes of several blocks: the gradient's projection
   * on itself must be the loss's slope in its direction.
   */
  @ParameterizedTest
  @MethodSource("sizable")
  void holdsWhereTheWorkIsCutInParts(Case how) {
    Task task = new ModularArithmetic(53, Operation.ADD, Pairs.ORDERED, true).task();
    Transformer model = how.spec().model(task);
    Parameters weights = model.initialise(PairMlpCases.random(3));
    Parameters gradient = Parameters.zeros(model.parameters());
    try (Shards shards = Shards.of(1)) {
      how.gradient(model, task, task.size(), shards).compute(weights, gradient);
    }
    double squares = 0;
    for (int i = 0; i < model.parameters().size(); i++) {
      squares += Elementwise.sumOfSquares(gradient.get(i), 0, gradient.get(i).length);
    }
    double step = 1e-3 / Math.sqrt(squares);
    double slope =
        (loss(model, moved(weights, gradient, step), task)
                - loss(model, moved(weights, gradient, -step), task))
            / (2 * step);
    // a step is rounded to each float32 weight's spacing: 1e-4 of it, of either sign
    assertThat(slope).isCloseTo(squares, within(2e-3 * squares));
  }

  private static Parameters moved(Parameters weights, Parameters direction, double step) {
    Parameters moved = weights.copy();
    for (int i = 0; i < moved.specs().size(); i++) {
      for (int j = 0; j < moved.get(i).length; j++) {
        moved.get(i)[j] = (float) (moved.get(i)[j] + step * direction.get(i)[j]);
      }
    }
    return moved;
  }

  static List<Case> bits() {
    TransformerSpec dropping =
        new TransformerSpec(
            2,
            4,
            8,
            32,
            60,
            Activation.RELU,
            Attention.FULL,
            1,
            new Biases(false, true, false),
            Outputs.CLASSES,
            Normalization.POST,
            false,
            Positions.SINUSOIDAL,
            false,
            9,
            Start.PYTORCH,
            0.1);
    TransformerSpec mainline = mainline(Activation.RELU);
    return cases(List.of(mainline, LARGE, dropping), List.of(mainline));
  }

  /** Training in batches of two sizes as the trainer does it. */
  @ParameterizedTest
  @MethodSource("bits")
  void stepsHaveTheSameBitsForAnyNumberOfThreads(Case how) {
    Task task = new ModularArithmetic(31, Operation.ADD, Pairs.ORDERED, true).task();
    Parameters alone = train(how, task, 1);
    for (int threads : new int[] {2, 3, 8}) {
      Parameters together = train(how, task, threads);
      for (int i = 0; i < alone.specs().size(); i++) {
        assertThat(together.get(i)).as("%d threads", threads).isEqualTo(alone.get(i));
      }
    }
  }

  private static Parameters train(Case how, Task task, int threads) {
    Transformer model = how.spec().model(task);
    Parameters weights = model.initialise(PairMlpCases.random(5));
    Parameters gradient = Parameters.zeros(model.parameters());
    Parameters mean = gradient.copy();
    Parameters meanSquare = gradient.copy();
    AdamW adam = new AdamW(0.9, 0.98, 1e-8, 1);
    int[] rows = IntStream.range(0, task.size()).map(i -> i * 7 % task.size()).toArray();
    try (Shards shards = Shards.of(threads)) {
      LossGradient<Parameters> lossGradient = how.gradient(model, task, 900, shards);
      for (int step = 1; step <= 4; step++) {
        lossGradient.select(rows, step, step % 2 == 0 ? 900 : 533);
        lossGradient.draw(3, step);
        assertThat(lossGradient.compute(weights, gradient)).isFinite();
        for (int i = 0; i < model.parameters().size(); i++) {
          float[] w = weights.get(i);
          if (model.parameters().get(i).trained()) {
            adam.update(
                w, gradient.get(i), mean.get(i), meanSquare.get(i), 0, w.length, 1e-2, step);
          }
        }
      }
    }
    return weights;
  }

  /** The maps are multiplied together where that is less work, and rows come in order. */
  @Test
  void publishedSizesFold() {
    Task task = new ModularArithmetic(113, Operation.ADD, Pairs.ORDERED, true).task();
    TaskShape shape = TaskShape.of(task);
    TransformerSpec nanda = oneLayer(Activation.RELU, 32, 128, 512);
    TransformerSpec narrow = oneLayer(Activation.RELU, 32, 16, 512);
    assertThat(FoldedLayer.applies(nanda)).isTrue();
    assertThat(FoldedLayer.pays(nanda, 114, shape, 3830)).isTrue();
    assertThat(FoldedLayer.pays(nanda, 114, shape, 100)).isFalse(); // maps alone are more
    assertThat(FoldedLayer.pays(narrow, 114, shape, 3830)).isFalse(); // than the outputs
    assertThat(FoldedLayer.applies(LARGE)).isFalse();
  }

  /** A batch of some rows is a task of these rows. */
  @ParameterizedTest
  @CsvSource({"1, false", "5, false", "100, false", "1, true", "5, true", "100, true"})
  void aBatchIsItsExamples(int count, boolean folded) {
    Task all = new ModularArithmetic(11, Operation.ADD, Pairs.ORDERED, true).task();
    Case how = new Case(mainline(Activation.RELU), folded);
    Transformer model = how.spec().model(all);
    Parameters weights = model.initialise(PairMlpCases.random(5));
    Parameters chosen = Parameters.zeros(model.parameters());
    Parameters alone = Parameters.zeros(model.parameters());
    int[] rows = IntStream.range(0, 121).map(i -> i * 5 % 121).toArray();
    try (Shards shards = Shards.of(1)) {
      LossGradient<Parameters> part = how.gradient(model, all, 110, shards);
      part.select(rows, 7, count);
      Task some = all.select(Arrays.copyOfRange(rows, 7, 7 + count));
      LossGradient<Parameters> whole = model.gradient(some, Loss.CROSS_ENTROPY, shards);
      assertThat(part.compute(weights, chosen))
          .isCloseTo(whole.compute(weights, alone), within(1e-6));
    }
    for (int i = 0; i < model.parameters().size(); i++) {
      // the same sums in another order, of entries up to ≈ 1
      assertThat(chosen.get(i)).containsExactly(alone.get(i), within(1e-6f));
    }
  }

  @Test
  void aBrokenWeightBreaksTheLoss() {
    Task task = new ModularArithmetic(5, Operation.ADD, Pairs.ORDERED, true).task();
    for (Case how : bits()) {
      Transformer model = how.spec().model(task);
      for (ParameterSpec parameter : model.parameters()) {
        Parameters weights = model.initialise(PairMlpCases.random(1));
        weights.get(parameter.name())[0] = Float.NaN;
        try (Shards shards = Shards.of(1)) {
          LossGradient<Parameters> lossGradient = how.gradient(model, task, task.size(), shards);
          double loss = lossGradient.compute(weights, Parameters.zeros(model.parameters()));
          assertThat(loss).as(parameter.name()).isNaN();
        }
      }
    }
  }
}
