package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.models.net.PairMlpSpec.Embedding;
import periscope.models.net.PairMlpSpec.Hidden;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

class PairMlpTest {
  private static final Task TASK =
      new ModularArithmetic(7, Operation.MULTIPLY, Pairs.ORDERED).task();

  /** Float64 throughout, sums of a few dozen terms of size 1: some roundings of 1e-16. */
  private static final double TOLERANCE = 1e-13;

  static Stream<PairMlpSpec> specs() {
    return Stream.concat(
        PairMlpCases.everyFactorisationAndActivation(5, 3),
        PairMlpCases.withBiases(5, 3, Activation.GELU).stream());
  }

  static Stream<PairMlpSpec> factorisations() {
    return PairMlpCases.factorisations(5, 3, Activation.RELU).stream();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everyActivationAgreesWithTheSumsWrittenOut(PairMlpSpec spec) {
    PairMlp model = new PairMlp(spec, TASK);
    Parameters weights = PairMlpCases.weights(model, 3);
    Map<String, double[]> expected = new PairMlpOracle(weights, spec.activation()).run(TASK);
    assertThat(model.activations()).containsExactlyInAnyOrderElementsOf(expected.keySet());

    Tensor plain = model.forward(weights, TASK, Hooks.none());
    assertThat(plain.shape()).isEqualTo(List.of(49, 7));
    assertThat(plain.values()).containsExactly(expected.get("logits"), within(TOLERANCE));
    for (String name : model.activations()) {
      Recorder recorder = Recorder.of(name);
      Tensor logits = model.forward(weights, TASK, recorder);
      assertThat(recorder.get(name).values())
          .as(name)
          .containsExactly(expected.get(name), within(TOLERANCE));
      assertThat(logits.values()).containsExactly(expected.get("logits"), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @MethodSource("factorisations")
  void effectiveMatricesMakeTheLogits(PairMlpSpec spec) {
    PairMlp model = new PairMlp(spec, TASK);
    Parameters weights = model.initialise(PairMlpCases.random(4));
    Tensor inputA = model.effectiveInput(weights, 0);
    Tensor inputB = model.effectiveInput(weights, 1);
    Tensor output = model.effectiveOutput(weights);
    assertThat(inputA.shape()).isEqualTo(List.of(7, 3));
    assertThat(inputB.shape()).isEqualTo(List.of(7, 3));
    assertThat(output.shape()).isEqualTo(List.of(3, 7));
    assertThat(Arrays.equals(inputA.values(), inputB.values())).isEqualTo(model.sharedInput());
    double[] logits = new double[49 * 7];
    for (int i = 0; i < 49; i++) {
      for (int h = 0; h < 3; h++) {
        double pre =
            inputA.values()[TASK.inputs()[2 * i] * 3 + h]
                + inputB.values()[TASK.inputs()[2 * i + 1] * 3 + h];
        for (int q = 0; q < 7; q++) {
          logits[i * 7 + q] += Math.max(pre, 0) * output.values()[h * 7 + q];
        }
      }
    }
    assertThat(model.forward(weights, TASK, Hooks.none()).values())
        .containsExactly(logits, within(TOLERANCE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TIED|TIED|false|false|embed.W_E[7, 5] blocks.0.mlp.W_in[5, 3] blocks.0.mlp.W_out[3, 5]",
        "INPUT_TIED|TIED|false|false|embed.W_E[7, 5] blocks.0.mlp.W_in[5, 3] blocks.0.mlp.W_out[3, 5] unembed.W_U[5, 7]",
        "UNTIED|TIED|false|false|embed_a.W_E[7, 5] embed_b.W_E[7, 5] blocks.0.mlp.W_in[5, 3] blocks.0.mlp.W_out[3, 5] unembed.W_U[5, 7]",
        "TIED|UNTIED|false|false|embed.W_E[7, 5] blocks.0.mlp.W_in_a[5, 3] blocks.0.mlp.W_in_b[5, 3] blocks.0.mlp.W_out[3, 5]",
        "TIED|TIED|true|false|W_input[7, 3] blocks.0.mlp.W_out[3, 5] unembed.W_U[5, 7]",
        "INPUT_TIED|TIED|true|true|W_input[7, 3] W_output[3, 7]",
        "UNTIED|TIED|true|true|W_input_a[7, 3] W_input_b[7, 3] W_output[3, 7]",
        "TIED|UNTIED|true|true|W_input_a[7, 3] W_input_b[7, 3] W_output[3, 7]",
        "TIED|TIED|false|true|embed.W_E[7, 5] blocks.0.mlp.W_in[5, 3] W_output[3, 7]"
      })
  void parametersAreNamedAsDocumented(
      Embedding embedding,
      Hidden hidden,
      boolean collapseHidden,
      boolean collapseOut,
      String expected) {
    PairMlpSpec spec =
        new PairMlpSpec(5, 3, Activation.RELU, embedding, hidden, collapseHidden, collapseOut);
    List<String> found = new ArrayList<>();
    for (ParameterSpec parameter : spec.model(TASK).parameters()) {
      assertThat(parameter.trained()).isTrue();
      found.add(parameter.name() + parameter.shape());
    }
    assertThat(String.join(" ", found)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false|false|embed.W_E[7, 5] blocks.0.mlp.W_in[5, 3] blocks.0.mlp.b_in[3] blocks.0.mlp.W_out[3, 5] blocks.0.mlp.b_out[5] unembed.W_U[5, 7]",
        "true|false|W_input[7, 3] blocks.0.mlp.b_in[3] blocks.0.mlp.W_out[3, 5] blocks.0.mlp.b_out[5] unembed.W_U[5, 7]",
        "false|true|embed.W_E[7, 5] blocks.0.mlp.W_in[5, 3] blocks.0.mlp.b_in[3] W_output[3, 7]"
      })
  void biasesAreZeroAtFirstAndTakeNothingFromTheOthers(
      boolean collapseHidden, boolean collapseOut, String expected) {
    Parameters[] weights = new Parameters[2];
    for (boolean biases : new boolean[] {false, true}) {
      PairMlpSpec spec =
          new PairMlpSpec(
              5,
              3,
              Activation.RELU,
              Embedding.INPUT_TIED,
              Hidden.TIED,
              collapseHidden,
              collapseOut,
              biases);
      weights[biases ? 1 : 0] = spec.model(TASK).initialise(PairMlpCases.random(1));
    }
    List<String> found = new ArrayList<>();
    for (ParameterSpec parameter : weights[1].specs()) {
      found.add(parameter.name() + parameter.shape());
      boolean bias = parameter.shape().size() == 1;
      assertThat(weights[1].get(parameter.name()))
          .isEqualTo(bias ? new float[parameter.size()] : weights[0].get(parameter.name()));
    }
    assertThat(String.join(" ", found)).isEqualTo(expected);
  }

  @Test
  void theCircularEmbeddingIsFixedWithColumnsOfNormOne() {
    PairMlpSpec spec =
        new PairMlpSpec(2, 5, Activation.RELU, Embedding.CIRCULAR, Hidden.TIED, false, false);
    Task task = new ModularArithmetic(67, Operation.ADD, Pairs.UNORDERED).task();
    TrainableModel model = spec.model(task);
    assertThat(model.parameters().getFirst().name()).isEqualTo("embed.W_E");
    assertThat(model.parameters().getFirst().trained()).isFalse();
    float[] circle = model.initialise(PairMlpCases.random(1)).get("embed.W_E");
    double cosines = 0;
    double sines = 0;
    double mixed = 0;
    for (int i = 0; i < 67; i++) {
      cosines += circle[2 * i] * circle[2 * i];
      sines += circle[2 * i + 1] * circle[2 * i + 1];
      mixed += circle[2 * i] * circle[2 * i + 1];
      double angle = Math.atan2(circle[2 * i + 1], circle[2 * i]);
      assertThat(Math.cos(angle - 2 * Math.PI * i / 67)).isCloseTo(1, within(1e-12));
    }
    assertThat(cosines).isCloseTo(1, within(1e-6));
    assertThat(sines).isCloseTo(1, within(1e-6));
    assertThat(mixed).isCloseTo(0, within(1e-6));
  }

  @Test
  void twoPointsOnTheCircleHaveNoSine() {
    PairMlpSpec spec =
        new PairMlpSpec(2, 5, Activation.RELU, Embedding.CIRCULAR, Hidden.TIED, false, false);
    Task task = new ModularArithmetic(2, Operation.ADD, Pairs.ORDERED).task();
    float[] circle = spec.model(task).initialise(PairMlpCases.random(1)).get("embed.W_E");
    float half = (float) Math.sqrt(0.5);
    assertThat(circle).containsExactly(half, 0, -half, 0);
  }

  @Test
  void aTaskOfOtherShapeIsRefused() {
    PairMlpSpec tied =
        new PairMlpSpec(5, 3, Activation.RELU, Embedding.TIED, Hidden.TIED, false, false);
    Task triples = new Task(3, 2, 2, new int[] {0, 1, 0}, new int[] {1});
    assertThatThrownBy(() -> new PairMlp(tied, triples))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 tokens");
    Task fewerClasses = new Task(2, 7, 2, new int[] {0, 1}, new int[] {1});
    assertThatThrownBy(() -> new PairMlp(tied, fewerClasses))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 tokens and 2 classes");
    PairMlp model = new PairMlp(tied, TASK);
    Parameters weights = model.initialise(PairMlpCases.random(1));
    assertThatThrownBy(() -> model.forward(weights, fewerClasses, Hooks.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with 2 classes");
    assertThatThrownBy(() -> model.forward(weights, TASK.select(new int[0]), Hooks.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0 examples");
  }

  @Test
  void moreClassesThanTokensNeedAnUnembeddingOfTheirOwn() {
    PairMlpSpec untied =
        new PairMlpSpec(5, 3, Activation.RELU, Embedding.INPUT_TIED, Hidden.TIED, false, false);
    Task task = new Task(2, 3, 9, new int[] {0, 1, 2, 2}, new int[] {8, 1});
    TrainableModel model = untied.model(task);
    Parameters weights = model.initialise(PairMlpCases.random(1));
    assertThat(model.forward(weights, task, Hooks.none()).shape()).isEqualTo(List.of(2, 9));
  }

  @Test
  void weightsOfAnotherModelAreRefused() {
    PairMlp model =
        new PairMlp(
            new PairMlpSpec(5, 3, Activation.RELU, Embedding.TIED, Hidden.TIED, false, false),
            TASK);
    TrainableModel wider =
        new PairMlpSpec(6, 3, Activation.RELU, Embedding.TIED, Hidden.TIED, false, false)
            .model(TASK);
    Parameters weights = wider.initialise(PairMlpCases.random(1));
    assertThatThrownBy(() -> model.forward(weights, TASK, Hooks.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the weights are");
  }
}
