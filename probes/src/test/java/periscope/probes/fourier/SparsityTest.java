package periscope.probes.fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SparsityTest {
  /** A few hundred additions of numbers near 1 in float64. */
  private static final double ROUNDING = 1e-13;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 113})
  void giniIsTheMeanDifferenceOfAllPairs(int n) {
    double[] values = positive(n);
    double differences = 0;
    double sum = 0;
    for (double x : values) {
      sum += x;
      for (double y : values) {
        differences += Math.abs(x - y);
      }
    }
    assertThat(Sparsity.gini(values)).isCloseTo(differences / (2 * n * sum), within(ROUNDING));
  }

  @Test
  void giniOfEqualValuesIsZeroAndOfOneValueAlmostOne() {
    assertThat(Sparsity.gini(new double[] {3, 3, 3, 3})).isZero();
    assertThat(Sparsity.gini(new double[] {0, 0, 7, 0, 0})).isEqualTo(0.8);
  }

  @Test
  void giniDoesNotChangeWithScaleOrOrder() {
    double gini = Sparsity.gini(new double[] {1, 2, 3, 10});
    assertThat(Sparsity.gini(new double[] {20, 4, 6, 2})).isCloseTo(gini, within(ROUNDING));
  }

  @Test
  void nothingToShareIsNotANumber() {
    assertThat(Sparsity.gini(new double[4])).isNaN();
    assertThat(Sparsity.gini(new double[] {1, Double.NaN, 2})).isNaN();
    assertThat(Sparsity.inverseParticipationRatio(new double[4], 0, 4)).isNaN();
    assertThat(Sparsity.inverseParticipationRatio(new double[] {1, Double.NaN}, 0, 2)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 113})
  void inverseParticipationIsTheSumOfFourthPowersOfAUnitVector(int n) {
    double[] values = positive(n);
    double norm = 0;
    for (double x : values) {
      norm += x * x;
    }
    double expected = 0;
    for (double x : values) {
      expected += Math.pow(Math.abs(x) / Math.sqrt(norm), 4);
    }
    assertThat(Sparsity.inverseParticipationRatio(values, 0, n))
        .isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void inverseParticipationSeesOnlyItsRange() {
    double[] values = {9, 1, -1, 0, 1e-200, 9};
    assertThat(Sparsity.inverseParticipationRatio(values, 1, 2)).isEqualTo(0.5);
    assertThat(Sparsity.inverseParticipationRatio(values, 3, 2))
        .as("squares that would underflow")
        .isEqualTo(1);
  }

  private static double[] positive(int n) {
    var random = new Random(n);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = Math.abs(random.nextGaussian());
    }
    return values;
  }
}
