package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

/** Slopes against central differences of the forward pass with one embedded number moved. */
final class LogitSlopesTest {
  private static final int P = 5;

  private static final double STEP = 1e-5;

  /**
   * Slopes are about 1, rounding of 1e-16 over the step adds 1e-11, the step squared times third
   * derivatives, which are a hundred behind a norm, 1e-8.
   */
  private static final double TOLERANCE = 1e-7;

  static Stream<TransformerSpec> transformers() {
    return TransformerCases.allPairs().stream();
  }

  static Stream<PairMlpSpec> perceptrons() {
    return Stream.of(Activation.values())
        .flatMap(
            activation ->
                Stream.concat(
                    PairMlpCases.factorisations(3, 4, activation).stream(),
                    PairMlpCases.withBiases(3, 4, activation).stream()))
        .filter(spec -> !spec.collapseHidden());
  }

  @ParameterizedTest
  @MethodSource("transformers")
  void ofTransformers(TransformerSpec spec) {
    Task task = new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED, true).task();
    Transformer model = spec.model(task);
    assertDifferences(model, TransformerCases.weights(model, 3), task);
  }

  @ParameterizedTest
  @MethodSource("perceptrons")
  void ofPerceptrons(PairMlpSpec spec) {
    Task task = new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED).task();
    PairMlp model = spec.model(task);
    assertDifferences(model, PairMlpCases.weights(model, 4), task);
  }

  @Test
  void whereNothingIsEmbeddedThereAreNone() {
    Task task = new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED).task();
    var spec =
        new DenseMlpSpec(
            List.of(3),
            Activation.RELU,
            0,
            false,
            DenseMlpSpec.Outputs.CLASSES,
            new MlpStart.TorchLinear());
    DenseMlp model = spec.model(task);
    assertThatThrownBy(
            () ->
                LogitSlopes.of(
                    model, Parameters.zeros(model.parameters()), task, new int[task.size()]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "slopes are those of embedded tokens, but a model with the activations [hook_embed, blocks.0.mlp.hook_pre, blocks.0.mlp.hook_post, logits] embeds none");
    assertThatThrownBy(
            () -> LogitSlopes.of(model, Parameters.zeros(model.parameters()), task, new int[] {1}))
        .hasMessage("found 1 classes for 25 examples, expected one each");
  }

  private static void assertDifferences(ForwardModel model, Parameters weights, Task task) {
    int[] classes = IntStream.range(0, task.size()).map(i -> i * 3 % P).toArray();
    Tensor slopes = LogitSlopes.of(model, weights, task, classes);
    int positions = slopes.dim(1);
    int width = slopes.dim(2);
    for (int at = 0; at < positions * width; at++) {
      double[] more = moved(model, weights, task, at, STEP);
      double[] less = moved(model, weights, task, at, -STEP);
      for (int i = 0; i < task.size(); i++) {
        int logit = i * P + classes[i];
        assertThat(slopes.values()[i * positions * width + at])
            .as("example %d, position %d, number %d", i, at / width, at % width)
            .isCloseTo((more[logit] - less[logit]) / (2 * STEP), within(TOLERANCE));
      }
    }
  }

  /** Logits with the same embedded number of every example moved. */
  private static double[] moved(
      ForwardModel model, Parameters weights, Task task, int at, double by) {
    Hooks hooks =
        (name, value) -> {
          if (!name.equals("hook_embed")) {
            return value;
          }
          double[] changed = value.values().clone();
          int size = changed.length / task.size();
          for (int i = 0; i < task.size(); i++) {
            changed[i * size + at] += by;
          }
          return new Tensor(value.shape(), changed);
        };
    return model.forward(weights, task, hooks).values();
  }
}
