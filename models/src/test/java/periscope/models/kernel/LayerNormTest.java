package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against the definition by plain loops in float64. Values are of the size of 1 and are rounded to
 * float32 three times, hence the tolerance of 1e-6; of sums over rows, once more for each.
 */
class LayerNormTest {
  private static final int ROWS = 5;
  private static final double ROUNDED = 1e-6;

  private static double[] normalised(double[] x, double[] w, double[] b) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5) * w[i] + b[i];
    }
    return y;
  }

  /** Sum of {@code slope[i] · y[i]} over a row, of which the gradient is checked. */
  private static double along(double[] x, double[] w, double[] b, double[] slope) {
    double[] y = normalised(x, w, b);
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += slope[i] * y[i];
    }
    return sum;
  }

  private static double[] row(double[] all, int row, int width) {
    return Arrays.copyOfRange(all, row * width, (row + 1) * width);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 33, 128})
  void rowsHaveTheMeanAndDeviationThatWAndBSay(int width) {
    float[] x = TestArrays.floats(width, ROWS * width);
    double[] w = TestArrays.doubles(width + 1L, width);
    double[] b = TestArrays.doubles(width + 2L, width);
    float[] y = new float[x.length];
    LayerNorm.forward(x, 0, ROWS, width, new float[x.length], new double[ROWS], w, b, y);
    for (int r = 0; r < ROWS; r++) {
      double[] expected = normalised(row(TestArrays.widen(x), r, width), w, b);
      for (int i = 0; i < width; i++) {
        assertThat((double) y[r * width + i])
            .isCloseTo(expected[i], within(ROUNDED * (1 + Math.abs(expected[i]))));
      }
    }
  }

  @Test
  void onlyTheRowsAskedForAreTouchedAndStandardMayBeX() {
    float[] x = TestArrays.floats(3, 3 * 4);
    float[] inPlace = x.clone();
    double[] one = {1, 1, 1, 1};
    double[] nothing = new double[4];
    float[] y = new float[x.length];
    float[] apart = new float[x.length];
    LayerNorm.forward(inPlace, 1, 1, 4, inPlace, new double[3], one, nothing, y);
    LayerNorm.forward(x, 1, 1, 4, apart, new double[3], one, nothing, new float[x.length]);
    assertThat(Arrays.copyOfRange(inPlace, 4, 8)).isEqualTo(Arrays.copyOfRange(apart, 4, 8));
    assertThat(Arrays.copyOfRange(inPlace, 0, 4)).isEqualTo(Arrays.copyOfRange(x, 0, 4));
    assertThat(Arrays.copyOfRange(y, 8, 12)).containsOnly(0f);
  }

  @Test
  void aRowOfEqualValuesGivesB() {
    float[] y = new float[3];
    LayerNorm.forward(
        new float[] {7, 7, 7},
        0,
        1,
        3,
        new float[3],
        new double[1],
        new double[] {5, 6, 7},
        new double[] {0.5, -1, 2},
        y);
    assertThat(y).containsExactly(0.5f, -1f, 2f);
  }

  @Test
  void nanStaysInItsRow() {
    float[] y = new float[4];
    LayerNorm.forward(
        new float[] {1, Float.NaN, 1, 3},
        0,
        2,
        2,
        new float[4],
        new double[2],
        new double[] {1, 1},
        new double[2],
        y);
    assertThat(y[0]).isNaN();
    assertThat(y[1]).isNaN();
    assertThat(y[2]).isFinite();
    assertThat(y[3]).isFinite();
  }

  /** Central differences of float64 sums with a step of 1e-5 err by about 1e-9 here. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 17})
  void gradientsAreThoseOfTheDefinition(int width) {
    float[] x = TestArrays.floats(width, ROWS * width);
    float[] slope = TestArrays.floats(width + 3L, x.length);
    double[] w = TestArrays.doubles(width + 1L, width);
    double[] b = TestArrays.doubles(width + 2L, width);
    float[] standard = new float[x.length];
    double[] inverse = new double[ROWS];
    LayerNorm.forward(x, 0, ROWS, width, standard, inverse, w, b, new float[x.length]);
    float[] xSlope = slope.clone();
    double[] wSlope = new double[width];
    double[] bSlope = new double[width];
    LayerNorm.backwardInPlace(xSlope, 0, ROWS, width, standard, inverse, w, wSlope, bSlope);

    double h = 1e-5;
    double[] wExpected = new double[width];
    double[] bExpected = new double[width];
    for (int r = 0; r < ROWS; r++) {
      double[] s = row(TestArrays.widen(slope), r, width);
      double[] at = row(TestArrays.widen(x), r, width);
      for (int i = 0; i < width; i++) {
        double expected =
            (along(moved(at, i, h), w, b, s) - along(moved(at, i, -h), w, b, s)) / h / 2;
        double scale = 1 + inverse[r]; // rounding of the standardised values is scaled by it
        assertThat((double) xSlope[r * width + i])
            .isCloseTo(expected, within(20 * ROUNDED * scale));
        wExpected[i] +=
            (along(at, moved(w, i, h), b, s) - along(at, moved(w, i, -h), b, s)) / h / 2;
        bExpected[i] += s[i];
      }
    }
    assertThat(wSlope).containsExactly(wExpected, within(20 * ROUNDED));
    assertThat(bSlope).containsExactly(bExpected, within(20 * ROUNDED));
  }

  private static double[] moved(double[] values, int i, double by) {
    double[] result = values.clone();
    result[i] += by;
    return result;
  }
}
