package periscope.probes.fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FourierBasisTest {
  /**
   * Sums of up to 1000 products of numbers near 1 in float64, on tables that are exact to 1e-16.
   */
  private static final double PRODUCT = 1e-13;

  /** JTransforms builds its tables by recurrences: 2e-12 was the worst seen, at 226. */
  private static final double FAST = 2e-11;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 16, 59, 66, 67, 113, 128, 211})
  void rowsAreOrthonormal(int p) {
    var basis = FourierBasis.of(p);
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < p; j++) {
        double product = 0;
        for (int t = 0; t < p; t++) {
          product += basis.at(i, t) * basis.at(j, t);
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(PRODUCT));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 16, 59, 66, 67, 113, 128, 211, 226})
  void bothWaysOfTransformingAreTheDefinition(int p) {
    int count = 3;
    double[] signals = gaussian(p * count, p);
    double[] expected = byDefinition(signals, p, count);
    var basis = FourierBasis.of(p);
    double[] product = new double[p * count];
    basis.byProduct(signals, 0, count, product, new double[p * count]);
    assertThat(product).containsExactly(expected, within(PRODUCT));
    double[] fast = new double[p * count];
    basis.byFastTransform(signals, 0, count, fast);
    assertThat(fast).containsExactly(expected, within(FAST));
  }

  @ParameterizedTest
  @CsvSource({"331,false", "499,false", "512,true", "720,true", "997,false", "1000,true"})
  void largeModuliAreTransformedTheQuickerWay(int p, boolean fast) {
    double[] signals = gaussian(p, p);
    assertThat(FourierBasis.isFast(p)).isEqualTo(fast);
    assertThat(FourierBasis.of(p).transform(signals, 1))
        .containsExactly(byDefinition(signals, p, 1), within(PRODUCT));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 512})
  void signalsMayBeginAnywhereInAnArrayAndGoToOneThatWasUsed(int p) {
    double[] signals = gaussian(5 + p * 2, p);
    double[] own = Arrays.copyOfRange(signals, 5, signals.length);
    var basis = FourierBasis.of(p);
    double[] used = gaussian(p * 2, 1);
    basis.transform(signals, 5, 2, used, gaussian(p * 2, 2));
    assertThat(used).containsExactly(basis.transform(own, 2));
  }

  /** Also at t = 0 and p/2, where sines are 0. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8})
  void aValueThatIsNoNumberReachesEveryCoefficientOfItsSignal(int p) {
    var basis = FourierBasis.of(p);
    for (int t = 0; t < p; t++) {
      double[] signals = gaussian(p * 2, p);
      signals[t * 2 + 1] = Double.NaN;
      double[] coefficients = basis.transform(signals, 2);
      for (int row = 0; row < p; row++) {
        assertThat(coefficients[row * 2]).isFinite();
        assertThat(coefficients[row * 2 + 1]).isNaN();
      }
    }
  }

  @Test
  void evenModuliHaveOneRowWithoutASine() {
    var basis = FourierBasis.of(4);
    assertThat(basis.highestFrequency()).isEqualTo(2);
    assertThat(basis.hasSine(1)).isTrue();
    assertThat(basis.hasSine(2)).isFalse();
    double[] alternating = {1, -1, 1, -1};
    assertThat(basis.transform(alternating, 1))
        .containsExactly(new double[] {0, 0, 0, 2}, within(PRODUCT));
  }

  @Test
  void amplitudesCombineCosineAndSine() {
    int p = 8;
    double[] signals = new double[p * 2];
    for (int t = 0; t < p; t++) {
      signals[2 * t] = 5 + 3 * Math.cos(2 * Math.PI * 3 * t / p + 0.7);
      signals[2 * t + 1] = t % 2 == 0 ? 2 : -2;
    }
    var basis = FourierBasis.of(p);
    // A wave of amplitude A has the norm A·√(p/2), a constant A·√p.
    assertThat(basis.amplitudes(basis.transform(signals, 2), 2))
        .containsExactly(
            new double[] {
              5 * Math.sqrt(8), 0, 0, 3 * Math.sqrt(4), 0, 0, 0, 0, 0, 2 * Math.sqrt(8)
            },
            within(PRODUCT));
  }

  @Test
  void rejectsSignalsOfAnotherLength() {
    assertThatThrownBy(() -> FourierBasis.of(5).transform(new double[9], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 2 signals of 5 values, found 9 values");
  }

  private static double[] gaussian(int size, long seed) {
    var random = new Random(seed);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  /** Straight from measures.md: one row after another, cosines of unreduced arguments. */
  private static double[] byDefinition(double[] signals, int p, int count) {
    double[] result = new double[p * count];
    for (int i = 0; i < count; i++) {
      int row = 0;
      for (int k = 0; k <= p / 2; k++) {
        double cosine = 0;
        double sine = 0;
        double norm = 0;
        double sineNorm = 0;
        for (int t = 0; t < p; t++) {
          // The product modulo p: near k·t = 10⁶ the argument itself would lose six digits.
          double angle = 2 * Math.PI * Math.floorMod((long) k * t, (long) p) / p;
          cosine += Math.cos(angle) * signals[t * count + i];
          sine += Math.sin(angle) * signals[t * count + i];
          norm += Math.cos(angle) * Math.cos(angle);
          sineNorm += Math.sin(angle) * Math.sin(angle);
        }
        result[row++ * count + i] = cosine / Math.sqrt(norm);
        if (k > 0 && 2 * k != p) {
          result[row++ * count + i] = sine / Math.sqrt(sineNorm);
        }
      }
    }
    return result;
  }
}
