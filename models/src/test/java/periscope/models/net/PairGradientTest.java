package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

class PairGradientTest {
  private static final double STEP = 1e-4;
  private static final double FROM_KINK = 5e-4; // no step takes |x| or max(x, 0) over its kink

  /**
   * Of the largest entry: float32 rounding (6e-8) along sums of ≈ 50 terms of both signs gives ≈
   * 3e-6; the central differences are good to STEP² = 1e-8.
   */
  private static final double TOLERANCE = 2e-5;

  private static final Task ORDERED =
      new ModularArithmetic(7, Operation.SUBTRACT, Pairs.ORDERED).task();
  private static final Task UNORDERED =
      new ModularArithmetic(5, Operation.ADD, Pairs.UNORDERED).task();

  static Stream<Arguments> cases() {
    return Stream.of(
            PairMlpCases.everyFactorisationAndActivation(5, 4)
                .map(spec -> Arguments.of(ORDERED, spec)),
            PairMlpCases.withBiases(5, 4, Activation.GELU).stream()
                .map(spec -> Arguments.of(ORDERED, spec)),
            Stream.of(
                    PairMlpCases.factorisations(3, 5, Activation.RELU),
                    PairMlpCases.withBiases(3, 5, Activation.RELU))
                .flatMap(List::stream)
                .map(spec -> Arguments.of(UNORDERED, spec)))
        .flatMap(Function.identity());
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("cases")
  void agreesWithCentralDifferencesOfTheFloat64Loss(Task task, PairMlpSpec spec) {
    TrainableModel model = spec.model(task);
    Parameters weights = smoothWeights(model, task);
    Parameters gradient = Parameters.zeros(model.parameters());
    double loss;
    try (Shards shards = Shards.of(1)) {
      loss = model.gradient(task, Loss.CROSS_ENTROPY, shards).compute(weights, gradient);
    }
    assertThat(loss).isCloseTo(loss(model, weights, task), within(1e-6));
    for (int i = 0; i < model.parameters().size(); i++) {
      ParameterSpec parameter = model.parameters().get(i);
      double[] expected =
          CentralDifferences.of(weights.get(i), STEP, () -> loss(model, weights, task));
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

  /**
   * Sizes at which the batch is cut: several lanes (911 rows as in pair-mod67), several blocks in a
   * lane (10 201 rows), and factors so large that they are multiplied in parts. The gradient's
   * projection on itself must be the loss's slope in its direction.
   */
  @ParameterizedTest
  @CsvSource({
    "67, UNORDERED, 0.4, 500, 24",
    "101, ORDERED, 1, 40, 16",
    "31, ORDERED, 0.7, 900, 130"
  })
  void holdsWhereTheWorkIsCutInParts(
      int modulus, Pairs pairs, double fraction, int dModel, int dMlp) {
    Task all = new ModularArithmetic(modulus, Operation.ADD, pairs).task();
    int[] order = PermutationSampler.natural(all.size());
    PermutationSampler.shuffle(PairMlpCases.random(1), order);
    Task task = all.select(Arrays.copyOf(order, (int) (fraction * all.size())));
    List<PairMlpSpec> specs = new ArrayList<>();
    specs.addAll(PairMlpCases.factorisations(dModel, dMlp, Activation.SQUARE).subList(0, 12));
    specs.addAll(PairMlpCases.withBiases(dModel, dMlp, Activation.SQUARE).subList(0, 4));
    for (PairMlpSpec spec : specs) {
      TrainableModel model = spec.model(task);
      Parameters weights = PairMlpCases.weights(model, 2);
      Parameters gradient = Parameters.zeros(model.parameters());
      try (Shards shards = Shards.of(1)) {
        model.gradient(task, Loss.CROSS_ENTROPY, shards).compute(weights, gradient);
      }
      double squares = 0;
      for (int i = 0; i < model.parameters().size(); i++) {
        squares += Elementwise.sumOfSquares(gradient.get(i), 0, gradient.get(i).length);
      }
      double step = 1e-4 / Math.sqrt(squares);
      double slope =
          (loss(model, moved(weights, gradient, step), task)
                  - loss(model, moved(weights, gradient, -step), task))
              / (2 * step);
      // a step is rounded to each float32 weight's spacing: 1e-4 of it, of either sign
      assertThat(slope).as("%s", spec).isCloseTo(squares, within(2e-3 * squares));
    }
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

  static Stream<PairMlpSpec> factorisations() {
    return Stream.concat(
        PairMlpCases.factorisations(600, 40, Activation.RELU).stream(),
        PairMlpCases.withBiases(600, 40, Activation.RELU).subList(0, 6).stream());
  }

  /** Training as the trainer does it: gradient, then AdamW in parts, all by the same team. */
  @ParameterizedTest
  @MethodSource("factorisations")
  void stepsHaveTheSameBitsForAnyNumberOfThreads(PairMlpSpec spec) {
    Task all = new ModularArithmetic(53, Operation.ADD, Pairs.ORDERED).task();
    Task task = all.select(IntStream.range(0, all.size()).filter(i -> i % 3 != 0).toArray());
    Parameters alone = train(spec, task, 1);
    for (int threads : new int[] {2, 3, 8}) {
      Parameters together = train(spec, task, threads);
      for (int i = 0; i < alone.specs().size(); i++) {
        assertThat(together.get(i)).as("%d threads", threads).isEqualTo(alone.get(i));
      }
    }
  }

  private static Parameters train(PairMlpSpec spec, Task task, int threads) {
    TrainableModel model = spec.model(task);
    Parameters weights = model.initialise(PairMlpCases.random(5));
    Parameters gradient = Parameters.zeros(model.parameters());
    Parameters mean = gradient.copy();
    Parameters meanSquare = gradient.copy();
    AdamW adam = new AdamW(0.9, 0.98, 1e-8, 1);
    try (Shards shards = Shards.of(threads)) {
      LossGradient<Parameters> lossGradient = model.gradient(task, Loss.CROSS_ENTROPY, shards);
      for (int step = 1; step <= 6; step++) {
        int now = step;
        double loss = lossGradient.compute(weights, gradient);
        assertThat(loss).isFinite();
        shards.run(
            model.parameters().size(),
            i -> {
              if (model.parameters().get(i).trained()) {
                adam.update(
                    weights.get(i),
                    gradient.get(i),
                    mean.get(i),
                    meanSquare.get(i),
                    0,
                    weights.get(i).length,
                    1e-2,
                    now);
              }
            });
      }
    }
    return weights;
  }

  @Test
  void computingTwiceGivesTheSameBitsAndOverwritesTheGradient() {
    TrainableModel model =
        new PairMlpSpec(
                5,
                4,
                Activation.RELU,
                PairMlpSpec.Embedding.TIED,
                PairMlpSpec.Hidden.TIED,
                false,
                false)
            .model(ORDERED);
    Parameters weights = model.initialise(PairMlpCases.random(1));
    Parameters gradient = Parameters.zeros(model.parameters());
    try (Shards shards = Shards.of(1)) {
      LossGradient<Parameters> lossGradient = model.gradient(ORDERED, Loss.CROSS_ENTROPY, shards);
      double loss = lossGradient.compute(weights, gradient);
      Parameters first = gradient.copy();
      assertThat(lossGradient.compute(weights, gradient)).isEqualTo(loss);
      for (int i = 0; i < gradient.specs().size(); i++) {
        assertThat(gradient.get(i)).isEqualTo(first.get(i));
      }
    }
  }

  /**
   * Batches of another size are cut into other lanes, hence the tolerance: float32 sums in another
   * order.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 300, 700, 961})
  void aBatchIsAsThoughItsExamplesWereAll(int count) {
    Task task = new ModularArithmetic(31, Operation.ADD, Pairs.ORDERED).task();
    TrainableModel model = PairMlpCases.withBiases(6, 9, Activation.GELU).getFirst().model(task);
    Parameters weights = model.initialise(PairMlpCases.random(3));
    int[] order = IntStream.range(0, task.size()).toArray();
    PermutationSampler.shuffle(PairMlpCases.random(4), order);
    int from = Math.min(7, task.size() - count);
    int[] chosen = Arrays.copyOfRange(order, from, from + count);
    Parameters inBatch = Parameters.zeros(model.parameters());
    Parameters alone = Parameters.zeros(model.parameters());
    try (Shards shards = Shards.of(2)) {
      LossGradient<Parameters> batches =
          model.gradient(task, Loss.CROSS_ENTROPY, task.size(), shards);
      batches.compute(weights, inBatch);
      batches.select(order, from, count);
      double loss = batches.compute(weights, inBatch);
      double expected =
          model.gradient(task.select(chosen), Loss.CROSS_ENTROPY, shards).compute(weights, alone);
      assertThat(loss).isCloseTo(expected, within(1e-6));
    }
    for (int i = 0; i < alone.specs().size(); i++) {
      assertThat(inBatch.get(i)).containsExactly(alone.get(i), within(1e-6f));
    }
  }

  /**
   * Lanes of a large batch are of several blocks, and of fewer where the batch is smaller: 4 097
   * examples are a lane of 257 and fifteen of 256.
   */
  @ParameterizedTest
  @ValueSource(ints = {4097, 4096, 300})
  void aLargeBatchMayBecomeSmaller(int count) {
    Task task = new ModularArithmetic(97, Operation.ADD, Pairs.ORDERED).task();
    TrainableModel model = PairMlpCases.withBiases(4, 5, Activation.GELU).getFirst().model(task);
    Parameters weights = model.initialise(PairMlpCases.random(3));
    int[] rows = IntStream.range(0, count).toArray();
    Parameters gradient = Parameters.zeros(model.parameters());
    try (Shards shards = Shards.of(1)) {
      LossGradient<Parameters> batches = model.gradient(task, Loss.CROSS_ENTROPY, 4097, shards);
      batches.select(rows, 0, count);
      assertThat(batches.compute(weights, gradient))
          .isCloseTo(loss(model, weights, task.select(rows)), within(1e-5)); // float32 logits
    }
  }

  @Test
  void aBatchHasNoMoreExamplesThanItsCapacityAndAtLeastOne() {
    TrainableModel model = PairMlpCases.withBiases(3, 5, Activation.RELU).getFirst().model(ORDERED);
    try (Shards shards = Shards.of(1)) {
      LossGradient<Parameters> batches = model.gradient(ORDERED, Loss.CROSS_ENTROPY, 4, shards);
      int[] rows = {0, 1, 2, 3, 4};
      assertThatThrownBy(() -> batches.select(rows, 0, 5))
          .hasMessage("a batch of 5 examples, expected 1 to 4");
      assertThatThrownBy(() -> batches.select(rows, 0, 0))
          .hasMessage("a batch of 0 examples, expected 1 to 4");
      assertThatThrownBy(() -> model.gradient(ORDERED, Loss.CROSS_ENTROPY, 0, shards))
          .hasMessageContaining("expected 1 to all of them");
    }
  }

  @Test
  void aBrokenWeightBreaksTheLoss() {
    TrainableModel model =
        new PairMlpSpec(
                5,
                4,
                Activation.IDENTITY,
                PairMlpSpec.Embedding.TIED,
                PairMlpSpec.Hidden.TIED,
                false,
                false)
            .model(ORDERED);
    Parameters weights = model.initialise(PairMlpCases.random(1));
    weights.get("embed.W_E")[3] = Float.NaN;
    try (Shards shards = Shards.of(1)) {
      LossGradient<Parameters> lossGradient = model.gradient(ORDERED, Loss.CROSS_ENTROPY, shards);
      assertThat(lossGradient.compute(weights, Parameters.zeros(model.parameters()))).isNaN();
    }
  }

  @Test
  void weightsOfAnotherModelAreRefused() {
    PairMlpSpec.Embedding tied = PairMlpSpec.Embedding.TIED;
    PairMlpSpec.Hidden shared = PairMlpSpec.Hidden.TIED;
    TrainableModel model =
        new PairMlpSpec(5, 4, Activation.RELU, tied, shared, false, false).model(ORDERED);
    TrainableModel other =
        new PairMlpSpec(6, 4, Activation.RELU, tied, shared, false, false).model(ORDERED);
    Parameters own = Parameters.zeros(model.parameters());
    Parameters foreign = Parameters.zeros(other.parameters());
    try (Shards shards = Shards.of(1)) {
      LossGradient<Parameters> lossGradient = model.gradient(ORDERED, Loss.CROSS_ENTROPY, shards);
      assertThatThrownBy(() -> lossGradient.compute(foreign, own))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> lossGradient.compute(own, foreign))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  static Parameters smoothWeights(TrainableModel model, Task task) {
    for (long seed = 0; seed < 1000; seed++) {
      Parameters weights = PairMlpCases.weights(model, seed);
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
    throw new AssertionError("every start puts a neuron on its kink");
  }

  private static double loss(ForwardModel model, Parameters weights, Task task) {
    return Evaluation.of(model, Loss.CROSS_ENTROPY, weights, task).loss();
  }
}
