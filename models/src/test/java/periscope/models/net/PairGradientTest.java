package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.models.kernel.Shards;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

class PairGradientTest {
  private static final double STEP = 1e-4; // rounded to float32; the width is measured after that
  private static final double FROM_KINK = 5e-4; // no step takes |x| or max(x, 0) over its kink

  /**
   * Of the largest entry: float32 rounding (6e-8) along sums of ≈ 50 terms of both signs gives ≈
   * 3e-6; the central differences are good to STEP² = 1e-8.
   */
  private static final double TOLERANCE = 2e-5;

  static Stream<PairMlpSpec> specs() {
    return PairMlpCases.everyFactorisationAndActivation(5, 4);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void agreesWithCentralDifferencesOfTheFloat64Loss(PairMlpSpec spec) {
    Task task = new ModularArithmetic(7, Operation.SUBTRACT, Pairs.ORDERED).task();
    Model model = spec.model(task);
    Parameters weights = smoothWeights(model, task);
    Parameters gradient = Parameters.zeros(model.parameters());
    double loss;
    try (Shards shards = Shards.of(1)) {
      loss = model.gradient(task, shards).compute(weights, gradient);
    }
    assertThat(loss).isCloseTo(loss(model, weights, task), within(1e-6));
    for (int i = 0; i < model.parameters().size(); i++) {
      ParameterSpec parameter = model.parameters().get(i);
      double[] expected = differences(model, weights, task, i);
      double largest = 0;
      for (double value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int j = 0; j < expected.length; j++) {
        assertThat((double) gradient.get(i)[j])
            .as("%s[%d]", parameter.name(), j)
            .isCloseTo(parameter.trained() ? expected[j] : 0, within(TOLERANCE * largest));
      }
    }
  }

  private static Parameters smoothWeights(Model model, Task task) {
    for (long seed = 0; ; seed++) {
      Parameters weights = model.initialise(PairMlpCases.random(seed));
      double[] nearest = {Double.POSITIVE_INFINITY};
      model.forward(
          weights,
          task,
          (name, value) -> {
            if (name.equals("blocks.0.mlp.hook_pre")) {
              nearest[0] = DoubleStream.of(value.values()).map(Math::abs).min().orElseThrow();
            }
            return value;
          });
      if (nearest[0] > FROM_KINK) {
        return weights;
      }
    }
  }

  private static double[] differences(Model model, Parameters weights, Task task, int parameter) {
    float[] values = weights.get(parameter);
    double[] result = new double[values.length];
    for (int j = 0; j < values.length; j++) {
      float original = values[j];
      values[j] = (float) (original + STEP);
      double up = loss(model, weights, task);
      double width = values[j];
      values[j] = (float) (original - STEP);
      double down = loss(model, weights, task);
      width -= values[j];
      values[j] = original;
      result[j] = (up - down) / width;
    }
    return result;
  }

  private static double loss(Model model, Parameters weights, Task task) {
    return Evaluation.of(model, weights, task).loss();
  }
}
