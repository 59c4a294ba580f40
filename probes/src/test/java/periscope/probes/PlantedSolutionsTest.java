package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Activation;
import periscope.models.net.Hooks;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.net.Tensor;

/** Networks that are known to solve the task, by construction: their measures are known too. */
final class PlantedSolutionsTest {
  /**
   * The weights are cosines rounded to float32, 6e-8 each; a spectrum's stray energy is of the
   * square of that, a phase or an amplitude of that order.
   */
  private static final double FLOAT32 = 1e-6;

  @TempDir Path folder;

  /** Gromov 2023, arXiv:2301.02679: x² neurons, frequencies in turn, random phases. */
  @ParameterizedTest
  @CsvSource({"97,200", "59,256"})
  void gromovsSolution(int p, int h) throws IOException {
    var fixture =
        RunFixture.collapsed(p, h, Activation.SQUARE, PairMlpSpec.Hidden.UNTIED).trainEvery(2);
    Parameters weights = fixture.zeros();
    float[] first = weights.get("W_input_a"); // [p][h]
    float[] second = weights.get("W_input_b"); // [p][h]
    float[] output = weights.get("W_output"); // [h][p]
    double[] frequency = new double[h];
    double[] firstPhase = new double[h];
    var random = new Random(1);
    for (int i = 0; i < h; i++) {
      frequency[i] = 1 + i % ((p - 1) / 2);
      double w = 2 * Math.PI * frequency[i] / p;
      double phase = 2 * Math.PI * random.nextDouble() - Math.PI;
      double otherPhase = 2 * Math.PI * random.nextDouble() - Math.PI;
      firstPhase[i] = -phase; // cos(wt + phase) is cos(wt − firstPhase)
      for (int t = 0; t < p; t++) {
        first[t * h + i] = (float) Math.cos(w * t + phase);
        second[t * h + i] = (float) Math.cos(w * t + otherPhase);
        output[i * p + t] = (float) Math.cos(-w * t - phase - otherPhase);
      }
    }
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.row("accuracy/all", 0)).containsExactly(1);
      assertThat(file.row("accuracy/test", 0)).containsExactly(1);
      assertThat(file.row("ipr/in", 0)[0]).isCloseTo(1, within(FLOAT32));
      assertThat(file.row("ipr/out", 0)[0]).isCloseTo(1, within(FLOAT32));
      assertThat(file.row("W_input/frequency", 0)).containsExactly(frequency);
      assertThat(file.row("W_input/phase", 0)).containsExactly(firstPhase, within(FLOAT32));
      // (x + y)² = x² + y² + 2xy with waves x, y: frequency 2f of each operand alone and f of
      // both together, in the ratio 1/8 + 1/8 to 1; so the block of f explains 4/5, not 0.85.
      assertThat(file.row("neurons/frequency", 0)).containsExactly(frequency);
      assertThat(file.row("neurons/explained-share", 0)[0]).isCloseTo(0.8, within(FLOAT32));
      assertThat(file.integers("keys")).isEmpty();
      // An amplitude of 1 is p/2 > 10 in an unnormalised transform.
      assertThat(file.integers("keys/dft-above-10"))
          .containsExactly(
              Arrays.stream(frequency).mapToInt(k -> (int) k).distinct().sorted().toArray());
    }
  }

  /**
   * The same circle for every N and odd M. Squares are exact for N above 4: the logit of c is N ·
   * cos²(π(a − b)/M) · cos(2π(a + b − c)/M), largest at the sum; four neurons are not enough, since
   * their terms of fourfold phase add up. ReLU is nearly as good from ten neurons on.
   */
  @ParameterizedTest
  @ValueSource(ints = {5, 11, 23, 47})
  void pearcesCircleForEveryNumberOfNeurons(int m) {
    for (int n = 3; n <= 24; n++) {
      Tensor squares = circle(m, n, Activation.SQUARE);
      double right = accuracy(m, squares);
      if (n > 4) {
        assertThat(right).as("x^2, N = %d, M = %d", n, m).isEqualTo(1);
        double[] expected = new double[m * m * m];
        for (int i = 0; i < expected.length; i++) {
          int a = i / m / m;
          int b = i / m % m;
          int c = i % m;
          expected[i] =
              n
                  * Math.pow(Math.cos(Math.PI * (a - b) / m), 2)
                  * Math.cos(2 * Math.PI * (a + b - c) / m);
        }
        assertThat(squares.values()).containsExactly(expected, within(n * FLOAT32));
      } else if (n == 4) {
        assertThat(right).as("x^2, N = 4, M = %d", m).isLessThan(1);
      }
      if (n >= 10) {
        assertThat(accuracy(m, circle(m, n, Activation.RELU)))
            .as("ReLU, N = %d, M = %d", n, m)
            .isGreaterThan(0.9);
      }
    }
  }

  /** Logits over all pairs. */
  private static Tensor circle(int m, int n, Activation activation) {
    var fixture = RunFixture.collapsed(m, n, activation, PairMlpSpec.Hidden.TIED);
    Parameters weights = fixture.zeros();
    for (int i = 0; i < n; i++) {
      double phase = 2 * Math.PI * i / n;
      for (int t = 0; t < m; t++) {
        double angle = 2 * Math.PI * t / m;
        weights.get("W_input")[t * n + i] = (float) Math.cos(angle - phase);
        weights.get("W_output")[i * m + t] = (float) Math.cos(angle - 2 * phase);
      }
    }
    return fixture.model().forward(weights, fixture.task().task(), Hooks.none());
  }

  private static double accuracy(int m, Tensor logits) {
    int right = 0;
    for (int pair = 0; pair < m * m; pair++) {
      int best = 0;
      for (int c = 1; c < m; c++) {
        best = logits.values()[pair * m + c] > logits.values()[pair * m + best] ? c : best;
      }
      right += best == (pair / m + pair % m) % m ? 1 : 0;
    }
    return (double) right / (m * m);
  }

  /** Pearce et al. 2023, appendix A: N neurons around one circle, the outputs twice as fast. */
  @ParameterizedTest
  @CsvSource({"11,5,1,SQUARE", "11,7,3,SQUARE", "23,12,4,RELU"})
  void pearcesCircle(int p, int h, int k, Activation activation) throws IOException {
    var fixture = RunFixture.collapsed(p, h, activation, PairMlpSpec.Hidden.TIED);
    Parameters weights = fixture.zeros();
    double[] phase = new double[h];
    double[] outputPhase = new double[h];
    for (int i = 0; i < h; i++) {
      phase[i] = wrapped(2 * Math.PI * i / h + 0.1);
      outputPhase[i] = wrapped(2 * phase[i]);
      for (int t = 0; t < p; t++) {
        double angle = 2 * Math.PI * k * t / p;
        weights.get("W_input")[t * h + i] = (float) (10 * Math.cos(angle - phase[i]));
        weights.get("W_output")[i * p + t] = (float) (10 * Math.cos(angle - outputPhase[i]));
      }
    }
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.row("accuracy/all", 0)).containsExactly(1);
      double[] frequency = new double[h];
      Arrays.fill(frequency, k);
      assertThat(file.row("W_input/frequency", 0)).containsExactly(frequency);
      assertThat(file.row("W_input/phase", 0)).containsExactly(phase, within(FLOAT32));
      assertThat(file.row("W_output/phase", 0)).containsExactly(outputPhase, within(FLOAT32));
      assertThat(file.integers("keys/dft-above-10")).containsExactly(k);
      // Without an embedding, components are those of W_input: a circle has two, equal ones.
      assertThat(file.row("pca/final-axes/explained", 0))
          .startsWith(new double[] {0.5, 0.5}, within(FLOAT32));
    }
  }

  @Test
  void rectifiedWavesAreKeyFrequencies() throws IOException {
    int p = 23;
    int[] planted = {2, 2, 7, 7, 7, 11};
    int h = planted.length;
    var fixture = RunFixture.collapsed(p, h, Activation.RELU, PairMlpSpec.Hidden.TIED);
    Parameters weights = fixture.zeros();
    for (int i = 0; i < h; i++) {
      for (int t = 0; t < p; t++) {
        weights.get("W_input")[t * h + i] = (float) Math.cos(2 * Math.PI * planted[i] * t / p - i);
      }
    }
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.integers("keys")).containsExactly(2, 7, 11);
      assertThat(file.integers("keys/neurons-per-key")).containsExactly(2, 3, 1);
      assertThat(file.row("neurons/share-above-0.85", 0)).containsExactly(1);
      assertThat(file.integers("neurons/order")).startsWith(0, 1).endsWith(5);
    }
  }

  @Test
  void aCosineEmbeddingHasTwoRowsPerPlantedFrequency() throws IOException {
    int p = 13;
    int d = 4;
    var fixture = RunFixture.addition(p, d, 3);
    Parameters weights = fixture.gaussian(3);
    float[] embedding = weights.get("embed.W_E"); // [p][d]
    double[] scales = {3, 3, 1, 1};
    for (int t = 0; t < p; t++) {
      for (int j = 0; j < d; j++) {
        double angle = 2 * Math.PI * (j < 2 ? 2 : 5) * t / p;
        embedding[t * d + j] =
            (float) (scales[j] * (j % 2 == 0 ? Math.cos(angle) : Math.sin(angle)));
      }
    }
    double[] expected = new double[p];
    expected[3] = expected[4] = 3 * Math.sqrt(p / 2.0);
    expected[9] = expected[10] = Math.sqrt(p / 2.0);
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.row("embedding/fourier-norm", 0)).containsExactly(expected, within(1e-5));
      // Sorted: nine zeros, 1, 1, 3, 3 of 13: Σ i·x = 10 + 11 + 36 + 39 = 96, Σ x = 8.
      assertThat(file.row("gini/W_E", 0)[0])
          .isCloseTo(2 * 96 / (13 * 8.0) - 14 / 13.0, within(FLOAT32));
      assertThat(file.row("pca/explained", 0))
          .containsExactly(new double[] {0.45, 0.45, 0.05, 0.05}, within(FLOAT32));
    }
  }

  @Test
  void theCircleIsRoundOnTheFinalAxes() throws IOException {
    int p = 13;
    var fixture = RunFixture.addition(p, 6, 3);
    Parameters weights = fixture.gaussian(5);
    for (int t = 0; t < p; t++) {
      for (int j = 0; j < 6; j++) {
        weights.get("embed.W_E")[t * 6 + j] =
            (float)
                (2
                    + (j == 1 ? Math.cos(2 * Math.PI * 3 * t / p) : 0)
                    + (j == 4 ? Math.sin(2 * Math.PI * 3 * t / p) : 0));
      }
    }
    try (MeasureFile file = fixture.snapshot(fixture.gaussian(4)).snapshot(weights).probe(folder)) {
      assertThat(file.spec("pca/final-axes").shape()).containsExactly(p, 4);
      double[] points = file.row("pca/final-axes", 1);
      for (int t = 0; t < p; t++) {
        assertThat(Math.hypot(points[4 * t], points[4 * t + 1])).isCloseTo(1, within(FLOAT32));
        assertThat(Math.hypot(points[4 * t + 2], points[4 * t + 3])).isZero();
      }
      double[] before = file.row("pca/final-axes/explained", 0);
      assertThat(Arrays.stream(before).sum()).as("four of six axes").isStrictlyBetween(0.2, 0.99);
    }
  }

  private static double wrapped(double angle) {
    return Math.atan2(Math.sin(angle), Math.cos(angle));
  }
}
