package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.kernel.AdamW;
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

class TapeGradientTest {
  private static final double STEP = 1e-5; // far from kinks: see TapeCases

  /**
   * Of the parameter's largest entry, and of the network's: a loss near 1 is good to 1e-15, and so
   * its differences over 2e-5 to 1e-10; the third derivative adds about the square of the step.
   * Entries are 1e-3 to 1, those of three layers of x² up to 100, with higher derivatives as large.
   */
  private static final double TOLERANCE = 1e-7;

  private static final double OF_NETWORK = 1e-8;

  @ParameterizedTest(name = "{0}")
  @MethodSource("periscope.models.net.TapeCases#all")
  void agreesWithCentralDifferencesOfItsLoss(TapeCases.Case network) {
    WideParameters weights = WideParameters.of(network.weights());
    WideParameters gradient = filled(weights, 5);
    try (Shards shards = Shards.of(1)) {
      LossGradient<WideParameters> loss = network.wide(shards);
      loss.compute(weights, gradient);
      double[][] expected = new double[weights.specs().size()][];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = differences(loss, weights, i);
      }
      double largest = largest(expected);
      for (int i = 0; i < expected.length; i++) {
        ParameterSpec parameter = weights.specs().get(i);
        double tolerance = TOLERANCE * largest(expected[i]) + OF_NETWORK * largest;
        for (int j = 0; j < expected[i].length; j++) {
          assertThat(gradient.get(i)[j])
              .as("%s[%d]", parameter.name(), j)
              .isCloseTo(
                  parameter.trained() ? expected[i][j] : 5,
                  within(parameter.trained() ? tolerance : 0));
        }
      }
    }
  }

  private static double[] differences(
      LossGradient<WideParameters> loss, WideParameters weights, int parameter) {
    double[] values = weights.get(parameter);
    WideParameters ignored = weights.zeros();
    double[] result = new double[values.length];
    for (int j = 0; j < values.length; j++) {
      double original = values[j];
      values[j] = original + STEP;
      double up = loss.compute(weights, ignored);
      values[j] = original - STEP;
      double down = loss.compute(weights, ignored);
      values[j] = original;
      result[j] = (up - down) / (2 * STEP);
    }
    return result;
  }

  private static double largest(double[]... values) {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
  }

  private static WideParameters filled(WideParameters like, double value) {
    WideParameters filled = like.zeros();
    for (int i = 0; i < filled.specs().size(); i++) {
      Arrays.fill(filled.get(i), value);
    }
    return filled;
  }

  /** The two implementations check each other, to the rounding of the float32 one. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("periscope.models.net.TapeCases#all")
  void agreesWithTheFloat32Lanes(TapeCases.Case network) {
    WideParameters weights = WideParameters.of(network.weights());
    WideParameters wide = weights.zeros();
    Parameters single = network.weights().zeros();
    try (Shards shards = Shards.of(1)) {
      double loss = network.wide(shards).compute(weights, wide);
      // of three layers of x² outputs are up to 100, with float32 rounding
      assertThat(network.single(shards).compute(network.weights(), single))
          .isCloseTo(loss, within(2e-6 * (1 + loss)));
    }
    double[][] expected = new double[wide.specs().size()][];
    Arrays.setAll(expected, wide::get);
    double largest = largest(expected);
    for (int i = 0; i < expected.length; i++) {
      // as for the differences that check the lanes: see TransformerGradientTest
      double tolerance = Math.max(5e-5 * largest(expected[i]), 2e-6 * largest);
      for (int j = 0; j < expected[i].length; j++) {
        assertThat((double) single.get(i)[j])
            .as("%s[%d]", wide.specs().get(i).name(), j)
            .isCloseTo(expected[i][j], within(tolerance));
      }
    }
  }

  static Stream<TapeCases.Case> withoutDropout() {
    return TapeCases.all()
        .filter(c -> !(c.model() instanceof Transformer t && t.spec().dropout() > 0));
  }

  /** Sums of up to 50 terms in another order: 1e-14 of outputs up to 100. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("withoutDropout")
  void outputsAreThoseOfTheForwardPass(TapeCases.Case network) {
    Task task = network.task();
    double[] expected = network.model().forward(network.weights(), task, Hooks.none()).values();
    double[] found = outputs(network);
    int classes = expected.length / task.size();
    int width = found.length / task.size();
    double scale = 1 + largest(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i / classes * width + i % classes])
          .isCloseTo(expected[i], within(1e-13 * scale));
    }
  }

  private static double[] outputs(TapeCases.Case network) {
    Batch batch = new Batch(network.task(), network.task().size());
    int n = batch.capacity();
    var tape = new TapeNetwork(network.model().parameters(), n);
    TapeGradient.Written written =
        switch (network.model()) {
          case Transformer t ->
              TransformerTape.write(tape, t.spec(), TaskShape.of(network.task()), n);
          case PairMlp p -> PairTape.write(tape, p.factors(), p.spec().activation(), n);
          case DenseMlp d -> DenseTape.write(tape, d.spec(), d.parameters().getFirst().rows(), n);
          default -> throw new AssertionError(network.model());
        };
    for (int i = 0; i < tape.parameters().size(); i++) {
      tape.parameters().get(i).bind(network.weights().wide(i));
    }
    written.block().gather(batch, 0, new int[n]);
    written.block().show(0, n);
    tape.tape().forward(n);
    return written.outputs().values();
  }

  private static final TransformerSpec DROPPING =
      new TransformerSpec(
          2,
          2,
          4,
          12,
          20,
          Activation.RELU,
          Attention.CAUSAL,
          0.5,
          new Biases(true, true, true),
          Outputs.VOCABULARY,
          Normalization.PRE,
          true,
          Positions.LEARNED,
          true,
          9,
          Start.PYTORCH,
          0.1);

  /** Networks on tasks that are cut in several lanes of several blocks. */
  static Stream<TrainableModel> sizable() {
    Task pairs = pairs();
    return Stream.of(
        DROPPING.model(pairs),
        PairMlpCases.factorisations(30, 16, Activation.RELU).getFirst().model(pairs),
        DenseMlpCases.spec(List.of(20, 10), Activation.GELU, 4, true, false).model(pairs));
  }

  private static Task pairs() {
    return new ModularArithmetic(31, Operation.ADD, Pairs.ORDERED).task();
  }

  @ParameterizedTest
  @MethodSource("sizable")
  void stepsHaveTheSameBitsForAnyNumberOfThreads(TrainableModel model) {
    WideParameters alone = train(model, 1);
    for (int threads : new int[] {2, 3, 8}) {
      WideParameters together = train(model, threads);
      for (int i = 0; i < alone.specs().size(); i++) {
        assertThat(together.get(i)).as("%d threads", threads).isEqualTo(alone.get(i));
      }
    }
  }

  private static WideParameters train(TrainableModel model, int threads) {
    Task task = pairs();
    WideParameters weights = WideParameters.of(model.initialise(PairMlpCases.random(5)));
    WideParameters gradient = weights.zeros();
    WideParameters mean = weights.zeros();
    WideParameters meanSquare = weights.zeros();
    AdamW adam = new AdamW(0.9, 0.98, 1e-8, 1);
    int[] rows = IntStream.range(0, task.size()).map(i -> i * 7 % task.size()).toArray();
    try (Shards shards = Shards.of(threads)) {
      var loss = model.wideGradient(task, Loss.CROSS_ENTROPY, 900, shards);
      for (int step = 1; step <= 4; step++) {
        loss.select(rows, step, step % 2 == 0 ? 900 : 533);
        loss.draw(3, step);
        assertThat(loss.compute(weights, gradient)).isFinite();
        for (int i = 0; i < weights.specs().size(); i++) {
          if (weights.specs().get(i).trained()) {
            weights.update(adam, i, gradient, mean, meanSquare, 0, weights.size(i), 1e-2, step);
          }
        }
      }
    }
    return weights;
  }

  /** In several lanes and blocks, with other examples and their random bits: as in float32. */
  @ParameterizedTest
  @ValueSource(ints = {900, 533, 3})
  void batchesAreThoseOfTheFloat32Lanes(int count) {
    Task task = pairs();
    int[] rows = IntStream.range(0, task.size()).map(i -> i * 7 % task.size()).toArray();
    for (TrainableModel model : sizable().toList()) {
      Parameters weights = model.initialise(PairMlpCases.random(5));
      Parameters single = weights.zeros();
      WideParameters wide = WideParameters.of(single);
      try (Shards shards = Shards.of(1)) {
        var lanes = model.gradient(task, Loss.CROSS_ENTROPY, 900, shards);
        var tapes = model.wideGradient(task, Loss.CROSS_ENTROPY, 900, shards);
        lanes.select(rows, 2, count);
        tapes.select(rows, 2, count);
        lanes.draw(3, 8);
        tapes.draw(3, 8);
        double loss = tapes.compute(WideParameters.of(weights), wide);
        assertThat(lanes.compute(weights, single)).isCloseTo(loss, within(2e-6 * (1 + loss)));
      }
      for (int i = 0; i < weights.specs().size(); i++) {
        double tolerance = Math.max(5e-5 * largest(wide.get(i)), 1e-8); // as above
        for (int j = 0; j < wide.size(i); j++) {
          assertThat((double) single.get(i)[j])
              .as("%s[%d]", weights.specs().get(i).name(), j)
              .isCloseTo(wide.get(i)[j], within(tolerance));
        }
      }
    }
  }

  @Test
  void aBrokenWeightBreaksTheLoss() {
    for (TrainableModel model : sizable().toList()) {
      for (int i = 0; i < model.parameters().size(); i++) {
        Parameters weights = model.initialise(PairMlpCases.random(1));
        weights.get(i)[0] = Float.NaN;
        try (Shards shards = Shards.of(1)) {
          var loss = model.wideGradient(pairs(), Loss.CROSS_ENTROPY, 961, shards);
          WideParameters wide = WideParameters.of(weights);
          assertThat(loss.compute(wide, wide.zeros())).as(model.parameters().get(i).name()).isNaN();
        }
      }
    }
  }

  @Test
  void arraysOfAnotherModelAndBatchesOfAnotherSizeAreRefused() {
    TrainableModel model = sizable().toList().getLast();
    WideParameters other = WideParameters.of(Parameters.zeros(List.of()));
    try (Shards shards = Shards.of(1)) {
      var loss = model.wideGradient(pairs(), Loss.CROSS_ENTROPY, 10, shards);
      assertThatThrownBy(() -> loss.compute(other, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("found arrays for [], expected [");
      assertThatThrownBy(() -> loss.select(new int[20], 0, 11))
          .hasMessage("a batch of 11 examples, expected 1 to 10");
      assertThatThrownBy(() -> model.wideGradient(pairs(), Loss.HINGE, 10, shards))
          .hasMessage("loss hinge is for a network with one output, but this one has 31");
    }
  }
}
