package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdamWTest {

  /**
   * Float64, with the formula as published. Each step rounds a weight of size 1 to 6e-8 and its
   * update of size lr by a few roundings: over 60 steps the difference stays below 60 · 1e-7.
   */
  @ParameterizedTest
  @CsvSource({
    "0.9, 0.98, 1e-8, 1, 1e-3",
    "0.9, 0.999, 6.7e-7, 0, 1e-2",
    "0, 0, 1e-8, 0.1, 1e-3",
    "0.99, 0.98, 1e-3, 0.01, 3e-3"
  })
  void followsThePublishedFormula(
      double beta1, double beta2, double epsilon, double decay, double rate) {
    for (int n : TestArrays.ODD_LENGTHS) {
      AdamW adam = new AdamW(beta1, beta2, epsilon, decay);
      float[] weights = TestArrays.floats(1, n);
      double[] w = TestArrays.widen(weights);
      float[] mean = new float[n];
      float[] meanSquare = new float[n];
      double[] m = new double[n];
      double[] v = new double[n];
      for (int step = 1; step <= 60; step++) {
        float[] gradient = TestArrays.floats(step, n);
        adam.update(weights, gradient, mean, meanSquare, 0, n, rate, step);
        for (int i = 0; i < n; i++) {
          double g = gradient[i];
          m[i] = beta1 * m[i] + (1 - beta1) * g;
          v[i] = beta2 * v[i] + (1 - beta2) * g * g;
          double corrected = Math.sqrt(v[i] / (1 - Math.pow(beta2, step))) + epsilon;
          w[i] = w[i] * (1 - rate * decay) - rate * m[i] / (1 - Math.pow(beta1, step)) / corrected;
        }
      }
      for (int i = 0; i < n; i++) {
        assertThat((double) weights[i]).isCloseTo(w[i], within(6e-6));
      }
    }
  }

  /** The same formula: 60 steps of a few roundings of 1e-16 each, amplified where v is small. */
  @ParameterizedTest
  @CsvSource({"0.9, 0.98, 1e-8, 1, 1e-3", "0, 0, 1e-8, 0.1, 1e-3", "0.99, 0.98, 1e-3, 0.01, 3e-3"})
  void followsItInFloat64(double beta1, double beta2, double epsilon, double decay, double rate) {
    int n = 57;
    AdamW adam = new AdamW(beta1, beta2, epsilon, decay);
    double[] weights = TestArrays.widen(TestArrays.floats(1, n));
    double[] w = weights.clone();
    double[] mean = new double[n];
    double[] meanSquare = new double[n];
    double[] m = new double[n];
    double[] v = new double[n];
    for (int step = 1; step <= 60; step++) {
      double[] gradient = TestArrays.widen(TestArrays.floats(step, n));
      adam.update(weights, gradient, mean, meanSquare, 0, 20, rate, step);
      adam.update(weights, gradient, mean, meanSquare, 20, n, rate, step);
      for (int i = 0; i < n; i++) {
        double g = gradient[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        double corrected = Math.sqrt(v[i] / (1 - Math.pow(beta2, step))) + epsilon;
        w[i] = w[i] * (1 - rate * decay) - rate * m[i] / (1 - Math.pow(beta1, step)) / corrected;
      }
    }
    assertThat(weights).containsExactly(w, within(1e-13));
    assertThatThrownBy(() -> adam.update(w, w, m, v, 0, n, rate, 0))
        .hasMessage("step is 0, expected 1 or more");
  }

  @Test
  void float64MomentsOfADeadWeightNeverAreSubnormal() {
    AdamW adam = new AdamW(0.9, 0.98, 1e-8, 0);
    double[] w = {1};
    double[] m = {1};
    double[] v = {1};
    for (int step = 1; step < 40_000; step++) {
      adam.update(w, new double[1], m, v, 0, 1, 1e-3, step);
      assertThat(m[0] == 0 || m[0] >= Double.MIN_NORMAL).isTrue();
      assertThat(v[0] == 0 || v[0] >= Double.MIN_NORMAL).isTrue();
    }
    assertThat(m[0]).isLessThan(1e-300);
    assertThat(v[0]).isLessThan(1e-300);
  }

  @Test
  void touchesItsRangeOnly() {
    float[] weights = {1, 1, 1, 1};
    float[] mean = new float[4];
    float[] meanSquare = new float[4];
    new AdamW(0.9, 0.98, 1e-8, 0)
        .update(weights, new float[] {1, 1, 1, 1}, mean, meanSquare, 1, 3, 0.5, 1);
    assertThat(weights[0]).isEqualTo(1);
    assertThat(weights[3]).isEqualTo(1);
    assertThat(weights[1]).isCloseTo(0.5f, within(1e-6f)); // the first step has size lr
    assertThat(mean[0] + mean[3] + meanSquare[0] + meanSquare[3]).isZero();
  }

  @Test
  void aRangeInPartsGivesTheSameBits() {
    AdamW adam = new AdamW(0.9, 0.98, 1e-8, 0.5);
    int n = 1003;
    float[][] whole = {TestArrays.floats(1, n), new float[n], new float[n]};
    float[][] parts = {TestArrays.floats(1, n), new float[n], new float[n]};
    for (int step = 1; step <= 20; step++) {
      float[] g = TestArrays.floats(10 + step, n);
      adam.update(whole[0], g, whole[1], whole[2], 0, n, 1e-2, step);
      for (int from = 0; from < n; from += 37) {
        adam.update(parts[0], g, parts[1], parts[2], from, Math.min(n, from + 37), 1e-2, step);
      }
    }
    assertThat(parts).isDeepEqualTo(whole);
  }

  @Test
  void momentsOfADeadWeightNeverAreSubnormal() {
    AdamW adam = new AdamW(0.9, 0.98, 1e-8, 0);
    float[] w = {1};
    float[] m = {1};
    float[] v = {1};
    for (int step = 1; step < 6000; step++) {
      adam.update(w, new float[1], m, v, 0, 1, 1e-3, step);
      assertThat(m[0] == 0 || m[0] >= Float.MIN_NORMAL).isTrue();
      assertThat(v[0] == 0 || v[0] >= Float.MIN_NORMAL).isTrue();
    }
    float settled = w[0];
    adam.update(w, new float[1], m, v, 0, 1, 1e-3, 6000);
    assertThat(w[0]).isEqualTo(settled);
    assertThat(m[0]).isLessThan(1e-35f);
    assertThat(v[0]).isLessThan(1e-35f);
  }

  @Test
  void aWeightThatIsNotANumberStaysSo() {
    float[] w = {Float.NaN, 1};
    float[] gradient = {0, Float.NaN};
    new AdamW(0.9, 0.98, 1e-8, 0).update(w, gradient, new float[2], new float[2], 0, 2, 1e-3, 1);
    assertThat(w).containsExactly(Float.NaN, Float.NaN);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.9, 1e-8, 0", "-0.1, 0.9, 1e-8, 0", "NaN, 0.9, 1e-8, 0", "0.9, 1, 1e-8, 0",
    "0.9, NaN, 1e-8, 0", "0.9, 0.98, 0, 0", "0.9, 0.98, NaN, 0", "0.9, 0.98, Infinity, 0",
    "0.9, 0.98, 1e-8, -1", "0.9, 0.98, 1e-8, NaN", "0.9, 0.98, 1e-8, Infinity"
  })
  void settingsOutOfRangeAreRefused(double beta1, double beta2, double epsilon, double decay) {
    assertThatThrownBy(() -> new AdamW(beta1, beta2, epsilon, decay))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void stepsCountFromOne() {
    float[] one = {1};
    AdamW adam = new AdamW(0.9, 0.98, 1e-8, 0);
    assertThatThrownBy(() -> adam.update(one, one, one, one, 0, 1, 1e-3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("step is 0");
    assertThat(Arrays.equals(one, new float[] {1})).isTrue();
  }
}
