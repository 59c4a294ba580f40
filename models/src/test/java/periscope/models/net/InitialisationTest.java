package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.kernel.Elementwise;
import periscope.models.net.PairMlpSpec.Embedding;
import periscope.models.net.PairMlpSpec.Hidden;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;

class InitialisationTest {
  private static final int N = 400_000;

  /** Of a standard normal cut at ±2: φ(2) and Φ(2) − Φ(−2) from tables, 1 − 4φ(2)/0.954500. */
  private static final double CUT_VARIANCE = 1 - 4 * 0.0539909665 / 0.9544997361;

  private static double meanSquare(float[] values) {
    return Elementwise.sumOfSquares(values, 0, values.length) / values.length;
  }

  /** Tolerances are five standard errors of N draws: of the mean σ/√N, of the variance ≈ σ²/√N. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void truncatedNormalsKeepTheSigmaOfTheUncutOne(long seed) {
    float[] values = new float[N];
    Initialisation.truncatedNormal(values, 0.25, PairMlpCases.random(seed));
    double sum = 0;
    double largest = 0;
    int beyondOne = 0;
    for (float value : values) {
      sum += value;
      largest = Math.max(largest, Math.abs(value));
      beyondOne += Math.abs(value) > 0.25 ? 1 : 0;
    }
    double fiveErrors = 5 / Math.sqrt(N);
    assertThat(sum / N).isCloseTo(0, within(0.25 * fiveErrors));
    assertThat(meanSquare(values)).isCloseTo(0.0625 * CUT_VARIANCE, within(0.0625 * fiveErrors));
    assertThat(largest).isBetween(0.499, 0.5);
    // P(|x| > 1 | |x| < 2) = (0.9545 − 0.6827) / 0.9545, from tables: it is a normal, not a box
    assertThat((double) beyondOne / N).isCloseTo(0.28476, within(fiveErrors));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void varianceScalingHasItsVarianceAfterTheCut(long seed) {
    float[] values = new float[N];
    Initialisation.varianceScaling(values, 2, 67, PairMlpCases.random(seed));
    assertThat(meanSquare(values)).isCloseTo(2.0 / 67, within(2.0 / 67 * 5 / Math.sqrt(N)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void pairsMainModelStartsAtItsPublishedNorm(long seed) {
    TrainableModel model =
        new PairMlpSpec(500, 24, Activation.RELU, Embedding.TIED, Hidden.TIED, false, false)
            .model(new ModularArithmetic(67, Operation.ADD, Pairs.UNORDERED).task());
    Parameters weights = model.initialise(PairMlpCases.random(seed));
    double sum = 0;
    for (int i = 0; i < model.parameters().size(); i++) {
      sum += Elementwise.sumOfSquares(weights.get(i), 0, weights.get(i).length);
    }
    // E‖θ‖² = 500·2 + 0.7737·(24 + 500) = 1405.4; its deviation ≈ 8, so the norm's ≈ 0.11
    assertThat(Math.sqrt(sum)).isCloseTo(37.49, within(0.35));
  }

  @Test
  void everyParameterHasTheScaleOfItsKind() {
    int p = 61;
    TrainableModel factored =
        new PairMlpSpec(211, 83, Activation.RELU, Embedding.UNTIED, Hidden.UNTIED, false, false)
            .model(new ModularArithmetic(p, Operation.ADD, Pairs.UNORDERED).task());
    Parameters weights = factored.initialise(PairMlpCases.random(9));
    verify(weights, "embed_a.W_E", 2.0 / p);
    verify(weights, "embed_b.W_E", 2.0 / p);
    verify(weights, "blocks.0.mlp.W_in_a", CUT_VARIANCE / 211);
    verify(weights, "blocks.0.mlp.W_in_b", CUT_VARIANCE / 211);
    verify(weights, "blocks.0.mlp.W_out", CUT_VARIANCE / 83);
    verify(weights, "unembed.W_U", CUT_VARIANCE / 211);
    TrainableModel collapsed =
        new PairMlpSpec(1, 83, Activation.RELU, Embedding.TIED, Hidden.UNTIED, true, true)
            .model(new ModularArithmetic(p, Operation.ADD, Pairs.UNORDERED).task());
    Parameters tables = collapsed.initialise(PairMlpCases.random(9));
    verify(tables, "W_input_a", 2.0 / p);
    verify(tables, "W_input_b", 2.0 / p);
    verify(tables, "W_output", CUT_VARIANCE / 83);
    assertThat(tables.get("W_input_a")).isNotEqualTo(tables.get("W_input_b"));
  }

  private static void verify(Parameters weights, String name, double variance) {
    float[] values = weights.get(name);
    assertThat(meanSquare(values))
        .as(name)
        .isCloseTo(variance, within(variance * 5 / Math.sqrt(values.length)));
  }

  @Test
  void oneSeedGivesOneStart() {
    TrainableModel model =
        new PairMlpSpec(5, 3, Activation.RELU, Embedding.TIED, Hidden.TIED, false, false)
            .model(new ModularArithmetic(7, Operation.ADD, Pairs.UNORDERED).task());
    float[] one = model.initialise(PairMlpCases.random(1)).get(0);
    assertThat(model.initialise(PairMlpCases.random(1)).get(0)).isEqualTo(one);
    assertThat(model.initialise(PairMlpCases.random(2)).get(0)).isNotEqualTo(one);
  }
}
