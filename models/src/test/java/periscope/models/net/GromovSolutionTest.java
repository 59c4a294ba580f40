package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;

class GromovSolutionTest {

  @ParameterizedTest
  @CsvSource({"97, 200", "97, 500", "113, 512", "59, 256"})
  void answersEveryPair(int modulus, int neurons) {
    ModularArithmetic task = new ModularArithmetic(modulus, Operation.ADD, Pairs.ORDERED);
    for (long seed = 0; seed < 3; seed++) {
      GromovSolution solution = GromovSolution.of(task, neurons, PairMlpCases.random(seed));
      Evaluation evaluation =
          Evaluation.of(solution.model(), Loss.CROSS_ENTROPY, solution.weights(), task.task());
      assertThat(evaluation.accuracy()).as("seed %d", seed).isEqualTo(1);
    }
  }

  @Test
  void eachNeuronIsAWaveOfItsPlantedFrequency() {
    int p = 59;
    GromovSolution solution =
        GromovSolution.of(
            new ModularArithmetic(p, Operation.ADD, Pairs.UNORDERED), 64, PairMlpCases.random(4));
    float[] input = solution.weights().get("W_input_b");
    for (int k : new int[] {0, 1, 28, 29, 63}) {
      int planted = solution.frequency(k);
      assertThat(planted).isEqualTo(1 + k % 29);
      for (int f = 0; f <= 29; f++) {
        double re = 0;
        double im = 0;
        for (int t = 0; t < p; t++) {
          re += input[t * 64 + k] * Math.cos(2 * Math.PI * f * t / p);
          im += input[t * 64 + k] * Math.sin(2 * Math.PI * f * t / p);
        }
        // |DFT| of a unit cosine is p/2 at its frequency; float32 leaves 59 · 6e-8 elsewhere
        assertThat(Math.hypot(re, im)).isCloseTo(f == planted ? p / 2.0 : 0, within(1e-5));
      }
    }
  }

  @Test
  void operandsHaveTablesOfTheirOwn() {
    ModularArithmetic task = new ModularArithmetic(11, Operation.ADD, Pairs.ORDERED);
    GromovSolution solution = GromovSolution.of(task, 8, PairMlpCases.random(4));
    assertThat(solution.model().sharedInput()).isFalse();
    assertThat(solution.weights().get("W_input_a"))
        .isNotEqualTo(solution.weights().get("W_input_b"));
  }

  @Test
  void onlyAdditionHasThisSolution() {
    ModularArithmetic product = new ModularArithmetic(11, Operation.MULTIPLY, Pairs.ORDERED);
    assertThatThrownBy(() -> GromovSolution.of(product, 8, PairMlpCases.random(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found multiply modulo 11");
    ModularArithmetic tiny = new ModularArithmetic(2, Operation.ADD, Pairs.ORDERED);
    assertThatThrownBy(() -> GromovSolution.of(tiny, 8, PairMlpCases.random(4)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
