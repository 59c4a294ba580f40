package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PairSumsTest {
  /** Of sums of p values near 1. */
  private static final double ROUNDING = 1e-13;

  @ParameterizedTest
  @CsvSource({"2, 3", "7, 1", "8, 5", "5, 1100"}) // the last in more than one piece
  void sumsAndMomentsAreTheirDefinitions(int p, int count) {
    double[] values = values(p, count);
    var sums = PairSums.of(p, values, count);
    assertSums(sums.byFirst(), values, p, (a, b) -> a);
    assertSums(sums.bySecond(), values, p, (a, b) -> b);
    assertSums(sums.bySum(), values, p, (a, b) -> (a + b) % p);
    assertSums(sums.byDifference(), values, p, (a, b) -> Math.floorMod(a - b, p));
    for (int i = 0; i < count; i++) {
      double mean = 0;
      for (int pair = 0; pair < p * p; pair++) {
        mean += values[pair * count + i] / (p * p);
      }
      double variation = 0;
      for (int pair = 0; pair < p * p; pair++) {
        variation += Math.pow(values[pair * count + i] - mean, 2);
      }
      assertThat(sums.means()[i]).isCloseTo(mean, within(ROUNDING));
      assertThat(sums.variation()[i]).isCloseTo(variation, within(p * p * ROUNDING));
    }
  }

  /**
   * A neuron that is active at the first pair alone varies least of all against its distance from
   * there: 12,768 equal squares leave one. Twice p roundings of p² are 3e-10 of it; added one after
   * another they took up to 1e-8.
   */
  @Test
  void aNeuronThatIsActiveAtTheFirstPairOnlyKeepsItsDigits() {
    int p = 113;
    int count = 100;
    double[] values = new double[p * p * count];
    System.arraycopy(values(1, count), 0, values, 0, count);
    var sums = PairSums.of(p, values, count);
    for (int i = 0; i < count; i++) {
      double expected = values[i] * values[i] * (1 - 1.0 / (p * p));
      assertThat(sums.variation()[i]).isCloseTo(expected, within(4e-10 * expected));
    }
  }

  @Test
  void partsGiveTheSameBits() {
    int p = 7;
    int count = 3;
    double[] values = values(p, count);
    var collector = new PairSums.Collector(p, count);
    for (int from = 0; from < p * p; from += 10) {
      collector.add(Arrays.copyOfRange(values, from * count, Math.min(from + 10, p * p) * count));
    }
    var whole = PairSums.of(p, values, count);
    assertThat(collector.sums().bySum()).isEqualTo(whole.bySum());
    assertThat(collector.sums().variation()).isEqualTo(whole.variation());
  }

  @Test
  void missingPairsAreRefused() {
    var collector = new PairSums.Collector(5, 2);
    collector.add(new double[24 * 2]);
    assertThatThrownBy(collector::sums)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("24 pairs of 5^2");
  }

  private static double[] values(int p, int count) {
    return new Random(p + count).doubles((long) p * p * count).toArray();
  }

  private static void assertSums(double[] found, double[] values, int p, IntBinaryOperator group) {
    int count = values.length / (p * p);
    double[] expected = new double[p * count];
    for (int pair = 0; pair < p * p; pair++) {
      for (int i = 0; i < count; i++) {
        expected[group.applyAsInt(pair / p, pair % p) * count + i] += values[pair * count + i];
      }
    }
    assertThat(found).containsExactly(expected, within(ROUNDING));
  }
}
