package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every loss against its formula, and its gradient against central finite differences. */
class OutputLossTest {
  private static final int ROWS = 61;

  /** A loss, with the definition that it is checked against. */
  enum Case {
    CROSS_ENTROPY(7),
    ROUNDED_CROSS_ENTROPY(7),
    STABLE_MAX(7),
    STABLE_MAX_OF_MANY(113),
    SQUARED_ERROR(7),
    HINGE(1),
    LOGISTIC(1);

    final int outputs;

    Case(int outputs) {
      this.outputs = outputs;
    }

    OutputLoss loss() {
      return switch (this) {
        case CROSS_ENTROPY -> new CrossEntropy(outputs);
        case ROUNDED_CROSS_ENTROPY -> new RoundedCrossEntropy(outputs);
        case STABLE_MAX, STABLE_MAX_OF_MANY -> new StableMax(outputs);
        case SQUARED_ERROR -> new SquaredError(outputs);
        case HINGE -> new HingeLoss();
        case LOGISTIC -> new LogisticLoss();
      };
    }

    int classes() {
      return outputs == 1 ? 2 : outputs;
    }

    /** The definition, written out for one row. */
    double defined(double[] x, int label) {
      double y = label == 1 ? 1 : -1;
      return switch (this) {
        case CROSS_ENTROPY, ROUNDED_CROSS_ENTROPY -> {
          double sum = 0;
          for (double value : x) {
            sum += Math.exp(value);
          }
          yield -Math.log(Math.exp(x[label]) / sum);
        }
        case STABLE_MAX, STABLE_MAX_OF_MANY -> {
          double sum = 0;
          for (double value : x) {
            sum += stable(value);
          }
          yield -Math.log(stable(x[label]) / sum);
        }
        case SQUARED_ERROR -> {
          double sum = 0;
          for (int c = 0; c < x.length; c++) {
            sum += Math.pow(x[c] - (c == label ? 1 : 0), 2);
          }
          yield sum / x.length;
        }
        case HINGE -> 1 - y * x[0] > 0 ? 1 - y * x[0] : 0;
        case LOGISTIC -> {
          double probability = 1 / (1 + Math.exp(-x[0]));
          yield -Math.log(label == 1 ? probability : 1 - probability);
        }
      };
    }

    private static double stable(double x) {
      if (x >= 0) {
        return x + 1;
      }
      return BigDecimal.ONE
          .divide(BigDecimal.ONE.subtract(BigDecimal.valueOf(x)), MathContext.DECIMAL64)
          .doubleValue();
    }
  }

  private static float[] outputs(Case which, long seed) {
    var random = new Random(seed);
    float[] outputs = new float[ROWS * which.outputs];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = (float) (3 * random.nextGaussian());
    }
    return outputs;
  }

  private static int[] labels(Case which, long seed) {
    var random = new Random(seed + 1);
    return IntStream.range(0, ROWS + 2).map(i -> random.nextInt(which.classes())).toArray();
  }

  private static double[] wide(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static double[] losses(Case which, double[] outputs, int[] labels) {
    double[] losses = new double[ROWS];
    which.loss().losses(outputs, labels, IntStream.range(0, ROWS).toArray(), losses);
    return losses;
  }

  /** The definition loses digits where a probability is near 1; 1e-10 is far above that here. */
  @ParameterizedTest
  @EnumSource(Case.class)
  void lossesAreWhatTheFormulaSays(Case which) {
    double[] outputs = wide(outputs(which, 3));
    int[] labels = labels(which, 3);
    double[] losses = losses(which, outputs, labels);
    for (int r = 0; r < ROWS; r++) {
      double[] row = Arrays.copyOfRange(outputs, r * which.outputs, (r + 1) * which.outputs);
      assertThat(losses[r]).isCloseTo(which.defined(row, labels[r]), within(1e-10));
    }
  }

  /** Rows may be chosen in any order and twice. */
  @ParameterizedTest
  @EnumSource(Case.class)
  void chosenRowsHaveTheirLosses(Case which) {
    double[] outputs = wide(outputs(which, 4));
    int[] labels = labels(which, 4);
    double[] all = losses(which, outputs, labels);
    double[] chosen = new double[3];
    which.loss().losses(outputs, labels, new int[] {9, 0, 9}, chosen);
    assertThat(chosen[0]).isCloseTo(all[9], within(1e-14));
    assertThat(chosen[1]).isCloseTo(all[0], within(1e-14));
    assertThat(chosen[2]).isEqualTo(chosen[0]);
  }

  /**
   * The gradient is float32: 1e-6 of values below 1 is a few of its ulps, and central differences
   * with 1e-5 err by 1e-9. No output is within 1e-5 of a kink.
   */
  @ParameterizedTest
  @EnumSource(Case.class)
  void gradientsAreTheSlopesOfTheLosses(Case which) {
    float[] outputs = outputs(which, 5);
    int[] labels = labels(which, 5);
    double scale = 0.37;
    int shift = 2; // the label of row r stands at shift + r
    float[] gradient = outputs.clone();
    double sum = which.loss().gradientInPlace(gradient, ROWS, labels, shift, scale);
    int[] shifted = IntStream.range(shift, shift + ROWS).map(i -> labels[i]).toArray();
    double[] base = wide(outputs);
    double[] expected = losses(which, base, shifted);
    double total = 0;
    for (double loss : expected) {
      total += loss;
    }
    assertThat(sum).isCloseTo(total, within(1e-5 * total)); // float32 outputs less one-hot
    for (int i = 0; i < base.length; i++) {
      double h = 1e-5;
      double[] up = base.clone();
      up[i] += h;
      double[] down = base.clone();
      down[i] -= h;
      int row = i / which.outputs;
      double slope =
          (losses(which, up, shifted)[row] - losses(which, down, shifted)[row]) / (2 * h);
      assertThat((double) gradient[i]).isCloseTo(scale * slope, within(1e-6));
    }
  }

  /**
   * Losses near 1 to 100 are good to 1e-14, and their differences over 2e-5 to 1e-9; the loss
   * itself is the same formula with another exponential, good to 1e-11.
   */
  @ParameterizedTest
  @EnumSource(Case.class)
  void float64GradientsAreTheSlopesOfTheSum(Case which) {
    double[] outputs = wide(outputs(which, 5));
    int[] labels = labels(which, 5);
    double[] gradient = outputs.clone();
    double sum = which.loss().gradientInPlace(gradient, ROWS, labels);
    double total =
        IntStream.range(0, ROWS).mapToDouble(r -> losses(which, outputs, labels)[r]).sum();
    assertThat(sum).isCloseTo(total, within(1e-11 * total));
    for (int i = 0; i < outputs.length; i++) {
      int row = i / which.outputs;
      int from = row * which.outputs;
      double[] up = Arrays.copyOfRange(outputs, from, from + which.outputs);
      double[] down = up.clone();
      up[i - from] += 1e-5;
      down[i - from] -= 1e-5;
      int[] label = {labels[row]};
      double slope = // with the exponential of the gradient's own loss
          (which.loss().gradientInPlace(up, 1, label)
                  - which.loss().gradientInPlace(down, 1, label))
              / 2e-5;
      assertThat(gradient[i]).isCloseTo(slope, within(1e-8));
    }
  }

  /** What is far from right or wrong, where the plain formula has no digits left. */
  @Test
  void float64GradientsKeepTheirDigitsFarFromEvenOdds() {
    double[] sure = {50, 0, 0};
    assertThat(new CrossEntropy(3).gradientInPlace(sure, 1, new int[] {0}))
        .isCloseTo(2 * Math.exp(-50), within(1e-12 * Math.exp(-50)));
    assertThat(sure[0]).isCloseTo(-2 * Math.exp(-50), within(1e-12 * Math.exp(-50)));
    assertThat(sure[1]).isCloseTo(Math.exp(-50), within(1e-12 * Math.exp(-50)));
    double[] wrong = {2000, 0};
    assertThat(new CrossEntropy(2).gradientInPlace(wrong, 1, new int[] {1})).isEqualTo(2000);
    assertThat(wrong).containsExactly(1, -1);
    double[] stable = {1e6, -1e6};
    new StableMax(2).gradientInPlace(stable, 1, new int[] {0});
    double share = 1 / (1e6 + 1);
    assertThat(stable[0]).isCloseTo(-share * share * share, within(1e-11 * share * share * share));
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void nanIsNeverRightNorHidden(Case which) {
    double[] outputs = wide(outputs(which, 6));
    outputs[0] = Double.NaN;
    int[] labels = labels(which, 6);
    assertThat(losses(which, outputs, labels)[0]).isNaN();
    for (int label = 0; label < which.classes(); label++) {
      assertThat(which.loss().right(outputs, 0, label)).isFalse();
    }
    float[] narrow = outputs(which, 6);
    narrow[0] = Float.NaN;
    assertThat(which.loss().gradientInPlace(narrow, ROWS, labels, 0, 1)).isNaN();
    assertThat(narrow[0]).isNaN();
    assertThat(which.loss().gradientInPlace(outputs, ROWS, labels)).isNaN();
    assertThat(outputs[0]).isNaN();
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void oneAnswerIsRight(Case which) {
    double[] outputs = wide(outputs(which, 7));
    for (int r = 0; r < ROWS; r++) {
      int best = 0;
      for (int c = 1; c < which.outputs; c++) {
        best = outputs[r * which.outputs + c] > outputs[r * which.outputs + best] ? c : best;
      }
      int answer = which.outputs == 1 ? (outputs[r] > 0 ? 1 : 0) : best;
      for (int label = 0; label < which.classes(); label++) {
        assertThat(which.loss().right(outputs, r, label)).isEqualTo(label == answer);
      }
    }
    assertThat(which.loss().right(new double[which.outputs], 0, 0)).isTrue(); // of equal, the first
    assertThat(which.loss().right(new double[which.outputs], 0, 1)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void labelsOutsideTheClassesAreRefused(Case which) {
    int[] labels = new int[ROWS];
    labels[0] = which.classes();
    assertThatThrownBy(() -> which.loss().gradientInPlace(outputs(which, 8), ROWS, labels, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> which.loss().gradientInPlace(wide(outputs(which, 8)), ROWS, labels))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> losses(which, wide(outputs(which, 8)), labels))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** Where exponentials would overflow or vanish; by hand: log(1 + e^1000) = 1000. */
  @Test
  void extremeOutputsHaveFiniteLosses() {
    double[] losses = new double[1];
    int[] first = {0};
    new LogisticLoss().losses(new double[] {1000}, new int[] {0}, first, losses);
    assertThat(losses[0]).isEqualTo(1000);
    new LogisticLoss().losses(new double[] {-700}, new int[] {0}, first, losses);
    assertThat(losses[0]).isEqualTo(Math.exp(-700));
    float[] far = {-1000};
    new LogisticLoss().gradientInPlace(far, 1, new int[] {1}, 0, 1);
    assertThat(far[0]).isEqualTo(-1);
    new StableMax(2).losses(new double[] {1e6, -1e6}, new int[] {0}, first, losses);
    assertThat(losses[0]).isCloseTo(1e-12, within(1e-17)); // log(1 + 1/(1e6 + 1)²)
  }

  /** In 1e-9, the error of the exponential; with more rows than are taken at once. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 30})
  void logisticLossesOfManyRowsAreAddedUp(double far) {
    int rows = 1500;
    float[] outputs = new float[rows];
    int[] labels = new int[rows];
    double expected = 0;
    for (int r = 0; r < rows; r++) {
      labels[r] = r % 2;
      outputs[r] = (float) (far * (2 * labels[r] - 1) * (1 + r % 7)); // all answered right
      expected += Math.log1p(Math.exp(-Math.abs(outputs[r])));
    }
    assertThat(new LogisticLoss().gradientInPlace(outputs, rows, labels, 0, 1))
        .isCloseTo(expected, within(1e-9 * expected));
  }

  @Test
  void thereIsAtLeastOneClass() {
    assertThatThrownBy(() -> new StableMax(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 1 class or more, found 0");
    assertThatThrownBy(() -> new SquaredError(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 1 class or more, found 0");
  }
}
