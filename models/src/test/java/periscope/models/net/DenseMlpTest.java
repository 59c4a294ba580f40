package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.models.spec.SpecMapper;
import periscope.models.task.Inputs;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.Task;

class DenseMlpTest {

  private static double activation(Activation activation, double x) {
    return switch (activation) {
      case RELU -> x > 0 ? x : 0;
      case SQUARE -> x * x;
      case ABS -> x < 0 ? -x : x;
      case GELU ->
          0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * Math.pow(x, 3))));
      case IDENTITY -> x;
    };
  }

  /** The numbers of an example: of tokens, a one at 'position · vocabulary + token'. */
  private static double[] numbers(Task task, int example) {
    double[] numbers = new double[task.arity() * Math.max(1, task.vocabulary())];
    for (int i = 0; i < task.arity(); i++) {
      switch (task.given()) {
        case Inputs.Features features -> numbers[i] = features.values()[example * task.arity() + i];
        case Inputs.Tokens tokens ->
            numbers[i * task.vocabulary() + tokens.values()[example * task.arity() + i]] = 1;
      }
    }
    return numbers;
  }

  private static double[] map(Parameters weights, String matrix, String bias, double[] x) {
    float[] w = weights.get(matrix);
    int out = w.length / x.length;
    double[] y = new double[out];
    for (int j = 0; j < out; j++) {
      for (int i = 0; i < x.length; i++) {
        y[j] += x[i] * w[i * out + j];
      }
      if (weights.specs().stream().anyMatch(spec -> spec.name().equals(bias))) {
        y[j] += weights.get(bias)[j];
      }
    }
    return y;
  }

  /** How many values beat this one: larger, or equal and before it. */
  private static long beaten(double[] values, int i) {
    return IntStream.range(0, values.length)
        .filter(j -> values[j] > values[i] || (values[j] == values[i] && j < i))
        .count();
  }

  /**
   * The formula in plain loops; 1e-12 of a row's largest value is float64 summation in another
   * order. Three layers of squares reach 1e5.
   */
  @ParameterizedTest(name = "{2}")
  @MethodSource("periscope.models.net.DenseMlpCases#all")
  void activationsAndLogitsAreWhatTheFormulaSays(Task task, Loss loss, DenseMlpSpec spec) {
    DenseMlp model = spec.model(task);
    Parameters weights = model.initialise(PairMlpCases.random(2));
    Recorder recorder = Recorder.of(model.activations().toArray(String[]::new));
    Tensor logits = model.forward(weights, task, recorder);
    assertThat(logits.shape()).isEqualTo(List.of(task.size(), logits.dim(1)));
    assertThat(recorder.get("logits").values()).isEqualTo(logits.values());
    for (int example = 0; example < task.size(); example++) {
      double[] x = numbers(task, example);
      assertRow(recorder.get("hook_embed"), example, x);
      for (int layer = 0; layer < spec.hidden().size(); layer++) {
        String block = "blocks." + layer + ".mlp.";
        x = map(weights, block + "W_in", block + "b_in", x);
        assertRow(recorder.get(block + "hook_pre"), example, x);
        double[] post = new double[x.length];
        for (int i = 0; i < x.length; i++) {
          post[i] = activation(spec.activation(), x[i]);
        }
        x = post.clone();
        for (int i = 0; i < x.length; i++) {
          x[i] = spec.topK() == 0 || beaten(post, i) < spec.topK() ? post[i] : 0;
        }
        assertRow(recorder.get(block + "hook_post"), example, x);
      }
      assertRow(logits, example, map(weights, "unembed.W_U", "unembed.b_U", x));
    }
  }

  private static void assertRow(Tensor tensor, int row, double[] expected) {
    int width = tensor.dim(1);
    assertThat(width).isEqualTo(expected.length);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double tolerance = 1e-12 * Math.max(1, largest);
    for (int i = 0; i < width; i++) {
      assertThat(tensor.values()[row * width + i]).isCloseTo(expected[i], within(tolerance));
    }
  }

  /** Over more examples than go together, with and without somebody who watches. */
  @Test
  void blocksOfExamplesGiveTheSameLogits() {
    Task task = DenseMlpCases.numbers(2500, 3, 4);
    DenseMlp model = DenseMlpCases.spec(List.of(7, 5), Activation.RELU, 2, true, false).model(task);
    Parameters weights = model.initialise(PairMlpCases.random(3));
    double[] alone = model.forward(weights, task, Hooks.none()).values();
    double[] watched = model.forward(weights, task, Recorder.of("hook_embed")).values();
    assertThat(alone).containsExactly(watched, within(1e-13));
  }

  @Test
  void interventionsChangeWhatFollows() {
    Task task = DenseMlpCases.numbers(20, 3, 4);
    DenseMlp model = DenseMlpCases.spec(List.of(7, 5), Activation.RELU, 0, true, false).model(task);
    Parameters weights = model.initialise(PairMlpCases.random(3));
    for (String name : model.activations()) {
      Recorder recorder = Recorder.of("logits");
      Hooks hooks = Interventions.zero(name).andThen(recorder);
      assertThat(model.forward(weights, task, hooks).values())
          .as(name)
          .isNotEqualTo(model.forward(weights, task, Hooks.none()).values());
    }
    Tensor logits = model.forward(weights, task, Interventions.zero("blocks.1.mlp.hook_post"));
    for (int i = 0; i < logits.values().length; i++) {
      assertThat(logits.values()[i]).isEqualTo((double) weights.get("unembed.b_U")[i % 4]);
    }
  }

  @Test
  void parametersHaveTheNamesOfTransformerLens() {
    Task task = DenseMlpCases.numbers(5, 3, 2);
    assertThat(
            DenseMlpCases.spec(List.of(7, 5), Activation.RELU, 0, true, true)
                .model(task)
                .parameters()
                .stream()
                .map(spec -> spec.name() + spec.shape()))
        .containsExactly(
            "blocks.0.mlp.W_in[3, 7]",
            "blocks.0.mlp.b_in[7]",
            "blocks.1.mlp.W_in[7, 5]",
            "blocks.1.mlp.b_in[5]",
            "unembed.W_U[5, 1]",
            "unembed.b_U[1]");
  }

  @Test
  void theEffectiveOutputHasAColumnForEveryClass() {
    Task task = DenseMlpCases.numbers(5, 3, 2);
    for (boolean single : new boolean[] {false, true}) {
      DenseMlp model =
          DenseMlpCases.spec(List.of(2), Activation.RELU, 0, false, single).model(task);
      Parameters weights = Parameters.zeros(model.parameters());
      float[] unembedding = weights.get("unembed.W_U");
      for (int i = 0; i < unembedding.length; i++) {
        unembedding[i] = i + 1;
      }
      assertThat(model.effectiveOutput(weights).values())
          .containsExactly(single ? new double[] {0, 1, 0, 2} : new double[] {1, 2, 3, 4});
    }
  }

  /**
   * 40 000 uniform values: their largest is within 0.1 % of the bound, their mean square within 2 %
   * of a third of its square (five standard errors of 0.0045).
   */
  @Test
  void startingValuesAreThoseOfPyTorch() {
    Task task = DenseMlpCases.numbers(5, 100, 2);
    DenseMlpSpec spec =
        new DenseMlpSpec(
            List.of(400, 100),
            Activation.RELU,
            0,
            true,
            DenseMlpSpec.Outputs.CLASSES,
            new MlpStart.TorchLinear());
    Parameters weights = spec.model(task).initialise(PairMlpCases.random(1));
    for (int i = 0; i < 4; i++) {
      double bound = 1 / Math.sqrt(i < 2 ? 100 : 400);
      double largest = 0;
      double squares = 0;
      for (float value : weights.get(i)) {
        largest = Math.max(largest, Math.abs(value));
        squares += (double) value * value;
      }
      int n = weights.get(i).length;
      assertThat(largest).isLessThanOrEqualTo(bound).isGreaterThan(0.95 * bound);
      if (n == 40_000) {
        assertThat(squares / n).isCloseTo(bound * bound / 3, within(0.02 * bound * bound / 3));
      }
    }
  }

  /** Five standard errors of the mean square of 40 000 normal values are 3.5 %. */
  @Test
  void normalStartingValuesHaveTheirDeviationAndNoBias() {
    Task task = DenseMlpCases.numbers(5, 100, 2);
    DenseMlpSpec spec =
        new DenseMlpSpec(
            List.of(400),
            Activation.RELU,
            0,
            true,
            DenseMlpSpec.Outputs.CLASSES,
            new MlpStart.Normal(0.2));
    Parameters weights = spec.model(task).initialise(PairMlpCases.random(1));
    double squares = 0;
    for (float value : weights.get(0)) {
      squares += (double) value * value;
    }
    assertThat(squares / 40_000).isCloseTo(0.04, within(0.035 * 0.04));
    assertThat(weights.get("blocks.0.mlp.b_in")).containsOnly(0f);
  }

  /** The deviation of a normal that is cut at two deviations is 0.8796 of it; bounds as above. */
  @Test
  void truncatedNormalStartingValuesDependOnTheLayersInputs() {
    Task task = DenseMlpCases.numbers(5, 100, 2);
    DenseMlpSpec spec =
        new DenseMlpSpec(
            List.of(400),
            Activation.RELU,
            0,
            true,
            DenseMlpSpec.Outputs.CLASSES,
            new MlpStart.TruncatedNormal());
    Parameters weights = spec.model(task).initialise(PairMlpCases.random(1));
    double squares = 0;
    for (float value : weights.get(0)) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo(0.2f);
      squares += (double) value * value;
    }
    double expected = Math.pow(0.8796 * 0.1, 2);
    assertThat(squares / 40_000).isCloseTo(expected, within(0.035 * expected));
    assertThat(weights.get("blocks.0.mlp.b_in")).containsOnly(0f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []     | 0  | model.hidden is [], expected the widths of one layer or more, such as [200, 200]
          [5, 0] | 0  | model.hidden is [5, 0], expected the widths of one layer or more, such as [200, 200]
          [5]    | -1 | model.topK is -1, expected 1 or more, or 0 to keep all
          """)
  void impossibleSizesAreRefused(String hidden, int topK, String message) {
    String text =
        """
        {"type": "mlp", "hidden": %s, "activation": "relu", "topK": %d, "biases": true,
         "outputs": "classes", "initialisation": {"type": "torch-linear"}}"""
            .replace("%s, \"activation", hidden + ", \"activation")
            .replace("%d", Integer.toString(topK));
    assertThatThrownBy(() -> SpecMapper.json().read(text, ModelSpec.class, "here"))
        .hasMessageEndingWith(message);
  }

  @Test
  void tokensAndNumbersAreNotMixedUp() {
    Task numbers = DenseMlpCases.numbers(5, 3, 4);
    assertThatThrownBy(
            () -> DenseMlpCases.spec(List.of(5), Activation.RELU, 0, true, true).model(numbers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model.outputs single tells two classes apart, but the task has 4: say classes");
    assertThatThrownBy(
            () ->
                PairMlpCases.factorisations(3, 4, Activation.RELU)
                    .getFirst()
                    .model(DenseMlpCases.numbers(5, 2, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the model takes tokens, but the task's examples are 2 numbers each: expected model.type mlp");
    DenseMlp model = DenseMlpCases.spec(List.of(5), Activation.RELU, 0, true, false).model(numbers);
    Task tokens =
        new ModularArithmetic(
                4, ModularArithmetic.Operation.ADD, ModularArithmetic.Pairs.ORDERED, true)
            .task();
    assertThatThrownBy(
            () -> model.forward(Parameters.zeros(model.parameters()), tokens, Hooks.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 1 or more of 3 tokens below 0 with 4");
  }
}
