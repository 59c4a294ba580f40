package periscope.reports.internal.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  /** NumPy 2: np.quantile([4, 1, 3, 2], [0, .25, .5, .75, 1]). */
  @Test
  void quantilesAreThoseOfNumPy() {
    assertThat(Spread.of(DoubleStream.of(4, 1, 3, 2)))
        .isEqualTo(new Spread(4, 1, 1.75, 2.5, 3.25, 4));
    assertThat(Spread.of(DoubleStream.of(10, 2, 2, 7, -1)))
        .isEqualTo(new Spread(5, -1, 2, 2, 7, 10));
  }

  @Test
  void whatIsNotFiniteDoesNotCount() {
    assertThat(
            Spread.of(
                DoubleStream.of(
                    Double.NaN, 5, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 7)))
        .isEqualTo(new Spread(2, 5, 5.5, 6, 6.5, 7));
  }

  @Test
  void ofOneValueAllAreThatValueAndOfNoneNotANumber() {
    assertThat(Spread.of(DoubleStream.of(3))).isEqualTo(new Spread(1, 3, 3, 3, 3, 3));
    assertThat(Spread.of(DoubleStream.empty()).n()).isZero();
    assertThat(Spread.of(DoubleStream.empty()).median()).isNaN();
  }

  /** SciPy 1: scipy.stats.spearmanr([1, 2, 2, 4, 5], [5, 6, 7, 8, 7]). */
  @Test
  void rankCorrelationIsThatOfSciPy() {
    var found =
        Spread.correlation(
            new double[] {1, 2, Double.NaN, 2, 4, 5, 9},
            new double[] {5, 6, 1, 7, 8, 7, Double.NaN});
    assertThat(found.n()).isEqualTo(5);
    // Rounding of sums of five products.
    assertThat(found.rho()).isCloseTo(0.7631578947368421, within(1e-12));
  }

  @Test
  void rankCorrelationOfTooLittleIsNotANumber() {
    assertThat(Spread.correlation(new double[] {1, 2}, new double[] {1, 2}).rho()).isNaN();
    assertThat(Spread.correlation(new double[] {1, 1, 1}, new double[] {1, 2, 3}).rho()).isNaN();
  }
}
