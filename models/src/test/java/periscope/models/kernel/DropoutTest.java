package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
  private static final int N = 200_000;

  private static float[] ones() {
    float[] x = new float[N];
    Arrays.fill(x, 1);
    return x;
  }

  private static float[] of(double rate, long key) {
    float[] y = new float[N];
    new Dropout(rate).apply(ones(), y, N, key, 0);
    return y;
  }

  /** The share dropped is a mean of N draws: five standard errors. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void valuesAreDroppedAtTheRateAndOthersScaledUp(double rate) {
    float kept = (float) (1 / (1 - rate));
    int dropped = 0;
    for (float value : of(rate, Dropout.key(1, 2, 3))) {
      assertThat(value == 0 || value == kept).as("%s", value).isTrue();
      dropped += value == 0 ? 1 : 0;
    }
    assertThat((double) dropped / N).isCloseTo(rate, within(5 * Math.sqrt(rate * (1 - rate) / N)));
  }

  @Test
  void aRateOfZeroChangesNothing() {
    float[] x = TestArrays.floats(1, N);
    float[] y = new float[N];
    new Dropout(0).apply(x, y, N, 42, 0);
    assertThat(y).isEqualTo(x);
  }

  @Test
  void whatIsDroppedDependsOnTheNumberOfTheValueAndNotOnWhoAsks() {
    float[] whole = of(0.3, 77);
    float[] parts = ones();
    int half = N / 3;
    float[] tail = Arrays.copyOfRange(parts, half, N);
    new Dropout(0.3).apply(parts, parts, half, 77, 0);
    new Dropout(0.3).apply(tail, tail, N - half, 77, half);
    System.arraycopy(tail, 0, parts, half, N - half);
    assertThat(parts).isEqualTo(whole);
  }

  @Test
  void inFloat64TheSameValuesAreDropped() {
    float[] single = TestArrays.floats(3, N);
    double[] x = TestArrays.widen(single);
    double[] y = new double[N];
    new Dropout(0.3).apply(single, single, N, 77, 5);
    new Dropout(0.3).apply(x, y, N, 77, 5);
    for (int i = 0; i < N; i++) {
      assertThat(y[i]).isEqualTo(single[i] == 0 && x[i] != 0 ? 0 : x[i] * (1 / 0.7));
    }
  }

  /** Two independent sets agree in 1 − 2·rate·(1 − rate) of the values. */
  @Test
  void everyPartOfAKeyChangesWhatIsDropped() {
    float[] first = of(0.5, Dropout.key(1, 2, 3));
    for (long other :
        new long[] {Dropout.key(2, 2, 3), Dropout.key(1, 3, 3), Dropout.key(1, 2, 4)}) {
      float[] second = of(0.5, other);
      int same = 0;
      for (int i = 0; i < N; i++) {
        same += first[i] == second[i] ? 1 : 0;
      }
      assertThat((double) same / N).isCloseTo(0.5, within(5 * 0.5 / Math.sqrt(N)));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void ratesThatAreNoProbabilityAreRefused(double rate) {
    assertThatThrownBy(() -> new Dropout(rate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the dropout is " + rate + ", expected 0 or more and less than 1");
  }
}
