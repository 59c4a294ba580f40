package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumsTest {
  private static final double ROUNDING = 1e-12; // some hundred values near 1

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 113, 256})
  void inAnotherOrderTheSame(int n) {
    var random = new Random(n);
    double[] x = random.doubles(n).map(value -> value - 0.3).toArray();
    double[] y = random.doubles(n + 2L).toArray();
    double sum = 0;
    double dot = 0;
    for (int i = 0; i < n; i++) {
      sum += x[i];
      dot += x[i] * y[i];
    }
    assertThat(Sums.sum(x)).isCloseTo(sum, within(ROUNDING));
    assertThat(Sums.dot(x, y)).isCloseTo(dot, within(ROUNDING));
    double[] centred = x.clone();
    Sums.centre(centred);
    for (int i = 0; i < n; i++) {
      assertThat(centred[i]).isCloseTo(x[i] - sum / n, within(ROUNDING));
    }
  }
}
