package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixtureTest {
  @ParameterizedTest
  @CsvSource({"1,0", "3,1", "17,3", "64,4", "5,7", "33,12", "16,13"})
  void addsWeightedRows(int width, int count) {
    var random = new Random(width * 100L + count);
    double[][] rows = new double[9][width];
    for (double[] row : rows) {
      for (int j = 0; j < width; j++) {
        row[j] = random.nextGaussian();
      }
    }
    int[] which = random.ints(count + 2L, 0, rows.length).toArray();
    double[] weights = random.doubles(count + 2L).toArray();
    double[] sum = random.doubles(width).toArray();
    double[] expected = sum.clone();
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < width; j++) {
        expected[j] += weights[i] * rows[which[i]][j];
      }
    }
    Mixture.add(sum, rows, which, weights, count);
    assertThat(sum).containsExactly(expected, within(1e-13)); // a dozen values near 1
  }
}
