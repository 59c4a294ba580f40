package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpTest {

  /** Tolerances are those that the class states. */
  @ParameterizedTest
  @CsvSource({"1, 1e-12", "40, 1e-12", "128, 1e-12", "345, 1e-9"})
  void agreesWithMathExp(double range, double relativeError) {
    UniformRandomProvider random = TestArrays.random(5);
    for (int i = 0; i < 200_000; i++) {
      double x = random.nextDouble(-range, range);
      assertThat(Exp.exp(x) / Math.exp(x)).as("exp(%s)", x).isCloseTo(1, within(relativeError));
    }
  }

  @Test
  void isExactAtZeroAndHasTheLimitsOfAnExponential() {
    assertThat(Exp.exp(0)).isEqualTo(1);
    assertThat(Exp.exp(720)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Exp.exp(Float.MAX_VALUE)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Exp.exp(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Exp.exp(Double.NaN)).isNaN();
  }

  @Test
  void atItsLowestArgumentItIsNegligibleButNotSubnormal() {
    assertThat(Exp.exp(Exp.LOWEST)).isBetween(Double.MIN_NORMAL, 1e-300);
  }

  @Test
  void growsWithItsArgument() {
    double last = 0;
    for (double x = Exp.LOWEST; x < 709; x += 0.01) {
      double value = Exp.exp(x);
      assertThat(value).as("exp(%s)", x).isGreaterThan(last);
      last = value;
    }
  }
}
