package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.models.kernel.Shards;
import periscope.models.task.Task;

class DenseMlpGradientTest {
  private static final double STEP = 1e-5;
  private static final double FROM_KINK = 1e-3; // no step takes a value over a kink

  /**
   * Of the largest entry, as for the MLP over pairs: float32 rounding along short sums. Three
   * layers of x² bend so much that a longer step's error would be as large.
   */
  private static final double TOLERANCE = 2e-5;

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("periscope.models.net.DenseMlpCases#all")
  void agreesWithCentralDifferencesOfTheFloat64Loss(Task task, Loss loss, DenseMlpSpec spec) {
    DenseMlp model = spec.model(task);
    Parameters weights = smoothWeights(model, task, loss);
    Parameters gradient = Parameters.zeros(model.parameters());
    double value;
    try (Shards shards = Shards.of(1)) {
      value = model.gradient(task, loss, shards).compute(weights, gradient);
    }
    assertThat(value).isCloseTo(loss(model, loss, weights, task), within(1e-6 * (1 + value)));
    for (int i = 0; i < model.parameters().size(); i++) {
      double[] expected =
          CentralDifferences.of(weights.get(i), STEP, () -> loss(model, loss, weights, task));
      double largest = 0;
      for (double slope : expected) {
        largest = Math.max(largest, Math.abs(slope));
      }
      for (int j = 0; j < expected.length; j++) {
        assertThat((double) gradient.get(i)[j])
            .as("%s[%d]", model.parameters().get(i).name(), j)
            .isCloseTo(expected[j], within(TOLERANCE * largest + 1e-9));
      }
    }
  }

  private static double loss(DenseMlp model, Loss loss, Parameters weights, Task task) {
    return Evaluation.of(model, loss, weights, task).loss();
  }

  /** Weights at which no pre-activation, choice of the largest or margin is near a kink. */
  static Parameters smoothWeights(DenseMlp model, Task task, Loss loss) {
    UniformRandomProvider random = PairMlpCases.random(11);
    for (int attempt = 0; attempt < 5000; attempt++) {
      Parameters weights = model.initialise(random);
      if (smooth(model, task, loss, weights)) {
        return weights;
      }
    }
    throw new AssertionError("no smooth weights found");
  }

  private static boolean smooth(DenseMlp model, Task task, Loss loss, Parameters weights) {
    DenseMlpSpec spec = model.spec();
    boolean[] smooth = {true};
    Tensor outputs =
        model.forward(
            weights,
            task,
            (name, value) -> {
              if (name.endsWith("hook_pre")) {
                smooth[0] &= awayFromKinks(spec, value);
              }
              return value;
            });
    if (loss == Loss.HINGE) {
      for (int i = 0; i < task.size(); i++) {
        double margin = (2 * task.labels()[i] - 1) * outputs.values()[i];
        smooth[0] &= Math.abs(margin - 1) > FROM_KINK;
      }
    }
    return smooth[0];
  }

  private static boolean awayFromKinks(DenseMlpSpec spec, Tensor pre) {
    boolean kink = spec.activation() == Activation.RELU || spec.activation() == Activation.ABS;
    int width = pre.dim(1);
    double[] post = Activations.forward(spec.activation(), pre).values();
    for (int row = 0; row < pre.dim(0); row++) {
      double[] values = Arrays.copyOfRange(post, row * width, (row + 1) * width);
      for (int i = 0; kink && i < width; i++) {
        if (Math.abs(pre.values()[row * width + i]) < FROM_KINK) {
          return false;
        }
      }
      Arrays.sort(values);
      if (spec.topK() > 0 && spec.topK() < width) {
        double kept = values[width - spec.topK()];
        double dropped = values[width - spec.topK() - 1];
        if (kept - dropped < FROM_KINK && kept != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static DenseMlp network(Task task) {
    return DenseMlpCases.spec(List.of(40, 30), Activation.RELU, 9, true, false).model(task);
  }

  /** A deep network, and one with a way back of its own; lanes have more than one block. */
  private static Stream<DenseMlpCases.Case> networks() {
    return Stream.of(
        new DenseMlpCases.Case(
            DenseMlpCases.numbers(2500, 25, 7),
            Loss.STABLE_MAX,
            DenseMlpCases.spec(List.of(40, 30), Activation.RELU, 9, true, false)),
        new DenseMlpCases.Case(
            DenseMlpCases.numbers(2500, 25, 2),
            Loss.BINARY_CROSS_ENTROPY,
            DenseMlpCases.oneOutput(40)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void stepsHaveTheSameBitsForAnyNumberOfThreads(DenseMlpCases.Case network) {
    DenseMlp model = network.spec().model(network.task());
    Parameters weights = model.initialise(PairMlpCases.random(5));
    Parameters alone = Parameters.zeros(model.parameters());
    double expected;
    try (Shards shards = Shards.of(1)) {
      expected = model.gradient(network.task(), network.loss(), shards).compute(weights, alone);
    }
    for (int threads : new int[] {2, 3, 8}) {
      Parameters together = Parameters.zeros(model.parameters());
      try (Shards shards = Shards.of(threads)) {
        LossGradient<Parameters> gradient = model.gradient(network.task(), network.loss(), shards);
        assertThat(gradient.compute(weights, together)).isEqualTo(expected);
        assertThat(gradient.compute(weights, together)).isEqualTo(expected); // and again
      }
      for (int i = 0; i < alone.specs().size(); i++) {
        assertThat(together.get(i)).as("%d threads", threads).isEqualTo(alone.get(i));
      }
    }
  }

  /** Other lanes: float32 sums in another order, of values near 0.01. */
  @ParameterizedTest
  @MethodSource("networks")
  void aBatchIsAsThoughItsExamplesWereAll(DenseMlpCases.Case network) {
    Task task = network.task();
    DenseMlp model = network.spec().model(task);
    Parameters weights = model.initialise(PairMlpCases.random(3));
    int[] order = IntStream.range(0, task.size()).toArray();
    PermutationSampler.shuffle(PairMlpCases.random(4), order);
    Parameters inBatch = Parameters.zeros(model.parameters());
    Parameters alone = Parameters.zeros(model.parameters());
    try (Shards shards = Shards.of(2)) {
      LossGradient<Parameters> batches = model.gradient(task, network.loss(), task.size(), shards);
      batches.compute(weights, inBatch);
      for (int count : new int[] {1, 5, 300, 2500}) {
        int from = Math.min(7, task.size() - count);
        Task chosen = task.select(Arrays.copyOfRange(order, from, from + count));
        batches.select(order, from, count);
        double loss = batches.compute(weights, inBatch);
        assertThat(loss)
            .isCloseTo(
                model.gradient(chosen, network.loss(), shards).compute(weights, alone),
                within(1e-6));
        for (int i = 0; i < alone.specs().size(); i++) {
          assertThat(inBatch.get(i))
              .as("%d examples", count)
              .containsExactly(alone.get(i), within(1e-6f));
        }
      }
    }
  }

  @Test
  void arraysOfAnotherModelAreRefused() {
    Task task = DenseMlpCases.numbers(20, 5, 3);
    DenseMlp model = network(task);
    Parameters weights = model.initialise(PairMlpCases.random(3));
    Parameters other = Parameters.zeros(network(DenseMlpCases.numbers(20, 6, 3)).parameters());
    try (Shards shards = Shards.of(1)) {
      LossGradient<Parameters> gradient = model.gradient(task, Loss.CROSS_ENTROPY, shards);
      assertThatThrownBy(() -> gradient.compute(weights, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("found arrays for ");
    }
  }

  @Test
  void aBrokenWeightBreaksTheLoss() {
    Task task = DenseMlpCases.numbers(20, 5, 3);
    DenseMlp model = network(task);
    Parameters weights = model.initialise(PairMlpCases.random(3));
    weights.get(0)[0] = Float.NaN;
    try (Shards shards = Shards.of(1)) {
      LossGradient<Parameters> gradient = model.gradient(task, Loss.CROSS_ENTROPY, shards);
      assertThat(gradient.compute(weights, Parameters.zeros(model.parameters()))).isNaN();
    }
  }
}
