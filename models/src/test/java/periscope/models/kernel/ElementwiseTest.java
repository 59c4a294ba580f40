package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ElementwiseTest {
  private static final float[] SPECIAL = {
    0f, -0f, 1f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE, 30f, -30f, 1e4f, -1e4f, Float.NaN
  };

  static IntStream lengths() {
    return Arrays.stream(TestArrays.ODD_LENGTHS);
  }

  private static float[] inputs(int n) {
    float[] x = TestArrays.floats(1, n);
    System.arraycopy(SPECIAL, 0, x, 0, Math.min(n, SPECIAL.length));
    return x;
  }

  private interface Loop {
    void run(float[] x, float[] y, int n);
  }

  /** Runs over all but the last value, which must stay. */
  private static void forward(int n, Loop kernel, DoubleUnaryOperator obvious, double relative) {
    float[] x = inputs(n + 1);
    float[] y = new float[n + 1];
    kernel.run(x, y, n);
    for (int i = 0; i < n; i++) {
      verify(y[i], obvious.applyAsDouble(x[i]), relative, x[i]);
    }
    assertThat(y[n]).isZero();
  }

  private static void backward(
      int n, Loop kernel, DoubleUnaryOperator derivative, double relative) {
    float[] x = inputs(n + 1);
    float[] incoming = TestArrays.floats(2, n + 1);
    float[] d = incoming.clone();
    kernel.run(x, d, n);
    for (int i = 0; i < n; i++) {
      verify(d[i], incoming[i] * derivative.applyAsDouble(x[i]), relative, x[i]);
    }
    assertThat(d[n]).isEqualTo(incoming[n]);
  }

  private static void verify(float found, double expected, double relative, float x) {
    if (Double.isNaN(expected)) {
      assertThat(found).as("at %s", x).isNaN();
    } else {
      assertThat((double) found)
          .as("at %s", x)
          .isCloseTo(expected, within(relative * Math.abs(expected) + Float.MIN_NORMAL));
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void reluIsTheMaximumWithZero(int n) {
    forward(n, Elementwise::relu, x -> Math.max(x, 0), 0);
    backward(n, Elementwise::reluBackward, x -> Double.isNaN(x) ? x : x > 0 ? 1 : 0, 0);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void squareIsOneRoundingOff(int n) {
    forward(n, Elementwise::square, x -> x * x, 0x1p-24);
    backward(n, Elementwise::squareBackward, x -> 2 * x, 0x1p-24);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void absIsExact(int n) {
    forward(n, Elementwise::abs, Math::abs, 0);
    backward(n, Elementwise::absBackward, Math::signum, 0);
  }

  /** Float64 inside, so one rounding; 1 + tanh loses digits far left, where the values are tiny. */
  @ParameterizedTest
  @MethodSource("lengths")
  void geluIsTheTanhForm(int n) {
    double scale = Math.sqrt(2 / Math.PI);
    DoubleUnaryOperator inner = x -> scale * (x + 0.044715 * x * x * x);
    forward(n, Elementwise::gelu, x -> x * sigmoid(2 * inner.applyAsDouble(x)), 2 * 0x1p-24);
    for (float x : new float[] {-3, -1, -0.1f, 0.5f, 2, 8}) {
      float[] y = new float[1];
      Elementwise.gelu(new float[] {x}, y, 1);
      double tanhForm = 0.5 * x * (1 + Math.tanh(inner.applyAsDouble(x)));
      assertThat((double) y[0]).isCloseTo(tanhForm, within(1e-7 * Math.abs(tanhForm)));
    }
    DoubleUnaryOperator derivative =
        x -> {
          double gate = sigmoid(2 * inner.applyAsDouble(x));
          double slope = 2 * scale * (1 + 3 * 0.044715 * x * x);
          return Math.abs(x) > 100 ? gate : gate + x * gate * (1 - gate) * slope;
        };
    backward(n, Elementwise::geluBackward, derivative, 2 * 0x1p-24);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void gatherAddAndScatterAddFollowTheTokens(int width) {
    int vocabulary = 5;
    int first = 2;
    int rows = 9;
    int[] tokens = TestArrays.ints(3, 2 * (first + rows), vocabulary);
    tokens[2 * first] = 4;
    tokens[2 * first + 1] = 4; // one example with the same token twice
    float[] tableA = TestArrays.floats(4, vocabulary * width);
    float[] tableB = TestArrays.floats(5, vocabulary * width);
    float[] out = new float[rows * width];
    Elementwise.gatherAdd(tableA, tableB, tokens, first, rows, width, out, new float[rows * width]);
    double[] slopes = new double[vocabulary * width];
    double[] expectedSlopes = new double[vocabulary * width];
    Elementwise.scatterAdd(out, tokens, 0, first, rows, width, slopes);
    Elementwise.scatterAdd(out, tokens, 1, first, rows, width, slopes);
    for (int r = 0; r < rows; r++) {
      int a = tokens[2 * (first + r)];
      int b = tokens[2 * (first + r) + 1];
      for (int j = 0; j < width; j++) {
        float value = tableA[a * width + j] + tableB[b * width + j];
        assertThat(out[r * width + j]).isEqualTo(value);
        expectedSlopes[a * width + j] += value;
        expectedSlopes[b * width + j] += value;
      }
    }
    for (int i = 0; i < slopes.length; i++) {
      assertThat(slopes[i]).isCloseTo(expectedSlopes[i], within(1e-14)); // another order of sums
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aRowGoesToAllRowsAndAllRowsToOne(int width) {
    int rows = 5;
    float[] row = TestArrays.floats(1, width);
    float[] matrix = new float[rows * width + 1];
    Elementwise.repeatRow(row, rows, width, matrix);
    assertThat(matrix[rows * width]).isZero();
    float[] values = TestArrays.floats(2, rows * width);
    double[] sums = TestArrays.doubles(3, width + 1);
    double[] before = sums.clone();
    Elementwise.addRows(values, rows, width, sums);
    for (int j = 0; j < width; j++) {
      double expected = before[j];
      for (int r = 0; r < rows; r++) {
        assertThat(matrix[r * width + j]).isEqualTo(row[j]);
        expected += values[r * width + j];
      }
      assertThat(sums[j]).isEqualTo(expected);
    }
    assertThat(sums[width]).isEqualTo(before[width]);
  }

  /** Tolerance as stated by the kernel for arguments of this size. */
  @ParameterizedTest
  @MethodSource("lengths")
  void expIsMathExpDownToItsFloor(int n) {
    float[] x = TestArrays.floats(6, n + 3);
    double[] y = new double[n + 1];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 5 == 4 ? -1e6f : 20 * x[i];
    }
    Elementwise.exp(x, y, n);
    double[] inPlace = TestArrays.widen(x);
    Elementwise.expInPlace(inPlace, n);
    for (int i = 0; i < n; i++) {
      double expected = Math.max(Math.exp(x[i]), Math.exp(-700));
      double tolerance = x[i] < -345 ? 0.5 : 1e-12;
      assertThat(y[i] / expected).isCloseTo(1, within(tolerance));
      assertThat(inPlace[i] / expected).isCloseTo(1, within(tolerance));
    }
    assertThat(y[n]).isZero();
    assertThat(inPlace[n]).isEqualTo(x[n]);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void additionsAndNarrowingTouchTheirRangeOnly(int n) {
    float[] x = TestArrays.floats(1, n + 5);
    float[] y = TestArrays.floats(2, n + 5);
    float[] sum = y.clone();
    Elementwise.addInPlace(sum, x, 2, 2 + n);
    double[] wide = TestArrays.doubles(3, n + 5);
    double[] wideSum = wide.clone();
    Elementwise.addInPlace(wideSum, TestArrays.widen(x), 2, 2 + n);
    double[] shifted = wide.clone();
    Elementwise.addInPlace(shifted, -0.5, 2, 2 + n);
    float[] narrow = y.clone();
    Elementwise.narrow(wide, narrow, 2, 2 + n);
    float[] signed = y.clone();
    Elementwise.addSign(signed, x, 0.25f, 2, 2 + n);
    for (int i = 0; i < n + 5; i++) {
      boolean inside = i >= 2 && i < 2 + n;
      assertThat(sum[i]).isEqualTo(inside ? y[i] + x[i] : y[i]);
      assertThat(wideSum[i]).isEqualTo(inside ? wide[i] + x[i] : wide[i]);
      assertThat(shifted[i]).isEqualTo(inside ? wide[i] - 0.5 : wide[i]);
      assertThat(narrow[i]).isEqualTo(inside ? (float) wide[i] : y[i]);
      assertThat(signed[i]).isEqualTo(inside ? y[i] + (x[i] > 0 ? 0.25f : -0.25f) : y[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void scaledSumsAndProducts(int n) {
    float[] x = TestArrays.floats(1, n + 5);
    float[] y = TestArrays.floats(2, n + 5);
    float[] sum = y.clone();
    float[] scaled = x.clone();
    Elementwise.addScaled(sum, x, -0.5f, 2, 2 + n);
    Elementwise.scale(scaled, 3, 2, 2 + n);
    double dot = 0;
    for (int i = 0; i < n + 5; i++) {
      boolean inside = i >= 2 && i < 2 + n;
      assertThat(sum[i]).isEqualTo(inside ? y[i] + -0.5f * x[i] : y[i]);
      assertThat(scaled[i]).isEqualTo(inside ? 3 * x[i] : x[i]);
      dot += inside ? (double) x[i] * y[i] : 0;
    }
    assertThat(Elementwise.dot(x, y, 2, 2 + n)).isEqualTo(dot);
  }

  @Test
  void theSignOfZeroIsZero() {
    float[] gradient = {1, 1};
    Elementwise.addSign(gradient, new float[] {0f, -0f}, 3, 0, 2);
    assertThat(gradient).containsExactly(1, 1);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void sumOfSquaresIsFloat64(int n) {
    float[] x = TestArrays.floats(9, n + 3);
    double expected = 0;
    for (int i = 1; i < 1 + n; i++) {
      expected += (double) x[i] * x[i];
    }
    assertThat(Elementwise.sumOfSquares(x, 1, 1 + n))
        .isCloseTo(expected, within(1e-13 * expected)); // another order of sums
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 7", "17, 33", "5, 128"})
  void theOuterProductIsAllProducts(int rows, int width) {
    float[] column = TestArrays.floats(5, rows);
    float[] row = TestArrays.floats(6, width);
    float[] out = new float[rows * width];
    Elementwise.outer(column, row, rows, width, out);
    for (int i = 0; i < out.length; i++) {
      assertThat(out[i]).isEqualTo(column[i / width] * row[i % width]);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 9", "9, 1", "24, 67", "3, 130"})
  void aMatrixIsTransposed(int rows, int columns) {
    float[] x = TestArrays.floats(1, rows * columns);
    float[] y = new float[x.length];
    Elementwise.transpose(x, 0, rows, columns, y);
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i % columns * rows + i / columns]).isEqualTo(x[i]);
    }
  }
}
