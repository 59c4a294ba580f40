package periscope.probes.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RankSumsTest {
  /** Every set of ranks, one bit each. */
  @ParameterizedTest
  @CsvSource({"1,1", "5,2", "9,4", "12,11", "6,6"})
  void allChoicesCounted(int n, int m) {
    var sums = new RankSums(n, m);
    double mean = 0;
    int choices = 0;
    int[] atMost = new int[n * (n + 1) / 2 + 1];
    for (int set = 0; set < 1 << n; set++) {
      if (Integer.bitCount(set) == m) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
          sum += (set >> i & 1) * (i + 1);
        }
        for (int i = sum; i < atMost.length; i++) {
          atMost[i]++;
        }
        mean += sum;
        choices++;
      }
    }
    assertThat(sums.mean()).isCloseTo(mean / choices, within(1e-12));
    for (int sum = 0; sum < atMost.length; sum++) {
      assertThat(sums.atMost(sum)).isCloseTo((double) atMost[sum] / choices, within(1e-15));
    }
    for (double share : new double[] {0.05, 0.5, 0.95}) {
      int quantile = sums.quantile(share);
      assertThat((double) atMost[quantile] / choices).isGreaterThanOrEqualTo(share);
      assertThat((double) atMost[quantile - 1] / choices).isLessThan(share);
    }
  }

  /** The least sum of 5 of 56 is one choice of 3 819 816. */
  @Test
  void fiveOfFiftySix() {
    var sums = new RankSums(56, 5);
    assertThat(sums.atMost(14)).isZero();
    assertThat(sums.atMost(15)).isCloseTo(1 / 3_819_816.0, within(1e-18));
    assertThat(sums.mean()).isEqualTo(5 * 28.5);
    assertThat(sums.atMost(56 * 5)).isEqualTo(1);
  }
}
