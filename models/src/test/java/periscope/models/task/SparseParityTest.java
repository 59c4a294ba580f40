package periscope.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import periscope.models.task.SparseParity.Encoding;

class SparseParityTest {

  private static float[] values(Task task) {
    return ((Inputs.Features) task.given()).values();
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void labelsAreTheParityOfTheFirstDigits(Encoding encoding) {
    Task task = new SparseParity(30, 3, 6200, 7, encoding, true).task();
    float zero = encoding == Encoding.ZERO_ONE ? 0 : -1;
    assertThat(task.size()).isEqualTo(6200);
    assertThat(task.arity()).isEqualTo(31);
    assertThat(task.vocabulary()).isZero();
    assertThat(task.classes()).isEqualTo(2);
    int[] ones = new int[30];
    for (int i = 0; i < task.size(); i++) {
      float[] row = Arrays.copyOfRange(values(task), 31 * i, 31 * i + 31);
      int parity = 0;
      for (int d = 0; d < 30; d++) {
        assertThat(row[d]).isIn(zero, 1f);
        ones[d] += row[d] == 1 ? 1 : 0;
        parity += d < 3 && row[d] == 1 ? 1 : 0;
      }
      assertThat(row[30]).isEqualTo(1);
      assertThat(task.labels()[i]).isEqualTo(parity % 2);
    }
    // Five standard errors of a fair coin over 6 200 draws are 0.032.
    for (int count : ones) {
      assertThat(count / 6200.0).isCloseTo(0.5, within(0.032));
    }
  }

  @Test
  void aSeedGivesOneListAndALongerOneBeginsWithIt() {
    Task one = new SparseParity(9, 2, 40, 1, Encoding.ZERO_ONE, false).task();
    Task longer = new SparseParity(9, 2, 80, 1, Encoding.ZERO_ONE, false).task();
    Task other = new SparseParity(9, 2, 40, 2, Encoding.ZERO_ONE, false).task();
    assertThat(Arrays.copyOf(values(longer), 360)).isEqualTo(values(one));
    assertThat(values(other)).isNotEqualTo(values(one));
  }

  @Test
  void chosenExamplesKeepTheirNumbers() {
    Task task = new SparseParity(4, 2, 10, 1, Encoding.ZERO_ONE, false).task();
    Task chosen = task.select(new int[] {7, 2});
    assertThat(chosen.labels()).containsExactly(task.labels()[7], task.labels()[2]);
    assertThat(Arrays.copyOf(values(chosen), 4))
        .isEqualTo(Arrays.copyOfRange(values(task), 28, 32));
    assertThatThrownBy(task::inputs)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the examples are numbers, not tokens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0     | 1 | 10         | task.digits is 0, expected 1 to 10000
          10001 | 1 | 10         | task.digits is 10001, expected 1 to 10000
          5     | 6 | 10         | task.relevant is 6, expected 1 to the number of digits, 5
          5     | 0 | 10         | task.relevant is 0, expected 1 to the number of digits, 5
          31    | 3 | 1          | task.examples is 1, expected 2 to 8388608 with 31 digits
          31    | 3 | 2000000000 | task.examples is 2000000000, expected 2 to 8388608 with 31 digits
          """)
  void impossibleSizesAreRefused(int digits, int relevant, int examples, String message) {
    assertThatThrownBy(
            () -> new SparseParity(digits, relevant, examples, 0, Encoding.ZERO_ONE, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
