package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossEntropyTest {

  /** The obvious form, with Math.exp. */
  private static double[] softmax(double[] row) {
    double max = Double.NEGATIVE_INFINITY;
    for (double x : row) {
      max = Math.max(max, x);
    }
    double sum = 0;
    double[] result = new double[row.length];
    for (int c = 0; c < row.length; c++) {
      result[c] = Math.exp(row[c] - max);
      sum += result[c];
    }
    for (int c = 0; c < row.length; c++) {
      result[c] /= sum;
    }
    return result;
  }

  /**
   * Logits of size 200 and more leave the path without a maximum. Tolerances: the gradient is
   * rounded to float32 (6e-8) of values up to {@code scale}; the exponentials are good to 1e-9.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 5, 1",
    "2, 3, 1",
    "3, 1, 10",
    "67, 228, 1",
    "67, 228, 10",
    "67, 61, 60",
    "67, 62, 200",
    "113, 40, 1000",
    "113, 7, 100000",
    "997, 9, 5",
    "5000, 3, 3"
  })
  void agreesWithTheObviousForm(int classes, int rows, double size) {
    double scale = 1.0 / 911;
    float[] logits = TestArrays.floats(7, rows * classes);
    for (int i = 0; i < logits.length; i++) {
      logits[i] *= (float) size;
    }
    int[] labels = TestArrays.ints(8, rows + 2, classes);
    double[] original = TestArrays.widen(logits);
    double loss = new CrossEntropy(classes).gradientInPlace(logits, rows, labels, 2, scale);
    double expectedLoss = 0;
    for (int r = 0; r < rows; r++) {
      double[] row = Arrays.copyOfRange(original, r * classes, (r + 1) * classes);
      double[] p = softmax(row);
      int label = labels[r + 2];
      expectedLoss += CrossEntropy.loss(row, 0, classes, label);
      for (int c = 0; c < classes; c++) {
        double expected = scale * (p[c] - (c == label ? 1 : 0));
        assertThat((double) logits[r * classes + c])
            .as("row %d class %d", r, c)
            .isCloseTo(expected, within(1e-7 * Math.abs(expected) + 1e-16 * scale));
      }
    }
    assertThat(loss).isCloseTo(expectedLoss, within(1e-9 * (1 + expectedLoss)));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "67, 1", "67, 30", "113, 1000"})
  void float64LossAgreesWithMinusLogSoftmax(int classes, double size) {
    double[] row = TestArrays.doubles(3, classes + 4);
    for (int i = 0; i < row.length; i++) {
      row[i] *= size;
    }
    double[] p = softmax(Arrays.copyOfRange(row, 4, row.length));
    for (int label = 0; label < classes; label++) {
      double loss = CrossEntropy.loss(row, 4, classes, label);
      if (p[label] > 1e-300) {
        assertThat(loss).isCloseTo(-Math.log(p[label]), within(1e-14 * (1 + loss)));
      }
      assertThat(loss).isBetween(0.0, 3000.0 * size);
    }
  }

  /** The tolerance that the method states, against the loss of one row with Math.exp. */
  @ParameterizedTest
  @CsvSource({"1, 3, 1", "2, 1, 1", "67, 200, 1", "67, 62, 30", "113, 50, 1000", "5000, 2, 9"})
  void lossesOfManyRowsAgreeWithTheLossOfEach(int classes, int examples, double size) {
    double[] logits = TestArrays.doubles(3, classes * examples);
    for (int i = 0; i < logits.length; i++) {
      logits[i] *= size;
    }
    int[] labels = TestArrays.ints(4, examples, classes);
    int[] rows = TestArrays.ints(5, examples + 3, examples); // some twice, some not at all
    double[] losses = new double[rows.length];
    new CrossEntropy(classes).losses(logits, labels, rows, losses);
    for (int i = 0; i < rows.length; i++) {
      double expected = CrossEntropy.loss(logits, rows[i] * classes, classes, labels[rows[i]]);
      assertThat(losses[i]).isCloseTo(expected, within(1e-11 * expected));
    }
  }

  @Test
  void extremeRowsKeepTheirLosses() {
    double inf = Double.POSITIVE_INFINITY;
    double[] logits = {0, 2000, -2000, 0, -60, -60, 1, Double.NaN, 2, 1, -inf, 2, 1, inf, 2};
    double[] losses = new double[5];
    new CrossEntropy(3)
        .losses(logits, new int[] {2, 0, 0, 1, 0}, new int[] {0, 1, 2, 3, 4}, losses);
    assertThat(losses[0]).isEqualTo(4000);
    assertThat(losses[1]).isCloseTo(2 * Math.exp(-60), within(1e-37));
    assertThat(losses[2]).isNaN();
    assertThat(losses[3]).isEqualTo(inf);
    assertThat(losses[4]).isNaN();
  }

  @Test
  void lossesBelowFloat64sSpacingKeepTheirDigits() {
    double[] row = {50, 0, -1};
    double expected = Math.exp(-50) + Math.exp(-51); // log(1 + x) ≈ x
    assertThat(CrossEntropy.loss(row, 0, 3, 0)).isCloseTo(expected, within(1e-14 * expected));
    float[] logits = {50, 0, -1};
    double loss = new CrossEntropy(3).gradientInPlace(logits, 1, new int[] {0}, 0, 1);
    assertThat(loss).isCloseTo(expected, within(1e-11 * expected));
    assertThat((double) logits[0]).isCloseTo(-expected, within(1e-7 * expected));
  }

  @Test
  void aHopelessRowCostsItsDistance() {
    float[] logits = {0, 2000, -2000};
    double loss = new CrossEntropy(3).gradientInPlace(logits, 1, new int[] {2}, 0, 1);
    assertThat(loss).isCloseTo(4000, within(1e-9));
    assertThat(logits).containsExactly(0, 1, -1);
    assertThat(CrossEntropy.loss(new double[] {0, 2000, -2000}, 0, 3, 2)).isEqualTo(4000);
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity"})
  void aBrokenLogitBreaksTheLoss(float broken) {
    for (int at = 0; at < 3; at++) {
      float[] logits = {1, 2, 3};
      logits[at] = broken;
      double[] wide = TestArrays.widen(logits);
      assertThat(new CrossEntropy(3).gradientInPlace(logits, 1, new int[] {0}, 0, 1)).isNaN();
      assertThat(CrossEntropy.loss(wide, 0, 3, 0)).isNaN();
    }
  }

  @Test
  void noGradientIsSubnormal() {
    float[] logits = new float[4000];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = -0.1f * i; // probabilities from 0.1 down through float32's subnormal range to 0
    }
    new CrossEntropy(4000).gradientInPlace(logits, 1, new int[] {0}, 0, 1e-3);
    boolean reachedZero = false;
    for (float slope : logits) {
      assertThat(slope == 0 || Math.abs(slope) >= Float.MIN_NORMAL).as("%s", slope).isTrue();
      reachedZero |= slope == 0;
    }
    assertThat(reachedZero).isTrue();
  }

  @Test
  void labelsAndSizesOutOfRangeAreRefused() {
    CrossEntropy kernel = new CrossEntropy(3);
    assertThatThrownBy(() -> kernel.gradientInPlace(new float[6], 2, new int[] {0, 3}, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> kernel.gradientInPlace(new float[5], 2, new int[] {0, 1}, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> kernel.gradientInPlace(new float[6], 2, new int[] {0, 1}, 1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> CrossEntropy.loss(new double[3], 0, 3, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new CrossEntropy(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
