package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Parameters;

/** Every measure of random networks, from the file, against its definition by loops. */
final class MeasuresTest {
  private static final int D = 5;
  private static final int H = 4;

  /**
   * Relative: the weights are exact in both, and all are sums of at most some hundred products in
   * float64, in another order.
   */
  private static final double ROUNDING = 1e-12;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 8, 11})
  void lossesAndAccuracies(int p) throws IOException {
    var fixture = RunFixture.addition(p, D, H).trainEvery(3);
    Parameters weights = fixture.gaussian(p);
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      var slow = SlowMeasures.ofTied(weights, p, D, H);
      double[] loss = new double[3];
      double[] correct = new double[3];
      int[] count = new int[3];
      int example = 0;
      for (int a = 0; a < p; a++) {
        for (int b = a; b < p; b++) {
          int split = example++ % 3 == 0 ? 0 : 1;
          for (int which : new int[] {split, 2}) {
            loss[which] += slow.loss(a, b);
            correct[which] += slow.correct(a, b) ? 1 : 0;
            count[which]++;
          }
        }
      }
      String[] names = {"train", "test", "all"};
      for (int which = 0; which < 3; which++) {
        assertClose(file, "loss/" + names[which], loss[which] / count[which]);
        assertClose(file, "accuracy/" + names[which], correct[which] / count[which]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 8, 11})
  void effectiveMatricesAndNorms(int p) throws IOException {
    var fixture = RunFixture.addition(p, D, H);
    Parameters weights = fixture.gaussian(p);
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      var slow = SlowMeasures.ofTied(weights, p, D, H);
      assertClose(file, "W_input", flat(slow.input));
      assertClose(file, "W_output", flat(slow.output));
      double total = 0;
      for (String name : List.of("embed.W_E", "blocks.0.mlp.W_in", "blocks.0.mlp.W_out")) {
        double sum = 0;
        for (float weight : weights.get(name)) {
          sum += (double) weight * weight;
        }
        assertClose(file, "weights/sum-of-squares/" + name, sum);
        total += sum;
      }
      assertClose(file, "weights/sum-of-squares", total);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 8, 11})
  void spectraOfWeights(int p) throws IOException {
    var fixture = RunFixture.addition(p, D, H);
    Parameters weights = fixture.gaussian(p);
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      var slow = SlowMeasures.ofTied(weights, p, D, H);
      var input = new ArrayList<double[]>();
      var output = new ArrayList<double[]>();
      for (int i = 0; i < H; i++) {
        input.add(slow.inputColumn(i));
        output.add(slow.output[i]);
      }
      assertSpectrum(file, "W_input", "in", input);
      assertSpectrum(file, "W_output", "out", output);
      var embedding = new ArrayList<double[]>();
      for (int j = 0; j < D; j++) {
        double[] column = new double[p];
        for (int t = 0; t < p; t++) {
          column[t] = weights.get("embed.W_E")[t * D + j];
        }
        embedding.add(column);
      }
      assertClose(file, "embedding/fourier-norm", norms(embedding));
      assertClose(file, "gini/W_E", SlowMeasures.gini(norms(embedding)));
    }
  }

  private static void assertSpectrum(
      MeasureFile file, String matrix, String side, List<double[]> columns) throws IOException {
    int p = columns.getFirst().length;
    double[] coefficients = new double[H * p];
    double[] ratios = new double[H];
    double mean = 0;
    for (int i = 0; i < H; i++) {
      for (int row = 0; row < p; row++) {
        coefficients[i * p + row] = SlowMeasures.coefficient(row, columns.get(i));
      }
      ratios[i] = SlowMeasures.ipr(SlowMeasures.amplitudes(columns.get(i)));
      mean += ratios[i] / H;
    }
    assertClose(file, matrix + "/fourier", coefficients);
    assertClose(file, matrix + "/fourier-norm", norms(columns));
    assertClose(file, "gini/" + matrix, SlowMeasures.gini(norms(columns)));
    assertClose(file, "ipr/" + side + "/neurons", ratios);
    assertClose(file, "ipr/" + side, mean);
  }

  private static double[] norms(List<double[]> columns) {
    double[] norms = new double[columns.getFirst().length];
    for (int row = 0; row < norms.length; row++) {
      for (double[] column : columns) {
        norms[row] += Math.pow(SlowMeasures.coefficient(row, column), 2);
      }
      norms[row] = Math.sqrt(norms[row]);
    }
    return norms;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 8, 11})
  void waves(int p) throws IOException {
    var fixture = RunFixture.addition(p, D, H);
    Parameters weights = fixture.gaussian(p);
    try (MeasureFile file = fixture.snapshot(fixture.gaussian(1)).snapshot(weights).probe(folder)) {
      var slow = SlowMeasures.ofTied(weights, p, D, H);
      double[] frequency = new double[H];
      double[] inputPhase = new double[H];
      double[] outputPhase = new double[H];
      var published = new ArrayList<Integer>();
      for (int i = 0; i < H; i++) {
        int k = SlowMeasures.largestFrequency(slow.inputColumn(i));
        frequency[i] = k;
        inputPhase[i] = phase(k, slow.inputColumn(i));
        outputPhase[i] = phase(k, slow.output[i]);
        if (SlowMeasures.unnormalised(k, slow.inputColumn(i)) > 10 && !published.contains(k)) {
          published.add(k);
        }
      }
      assertThat(file.row("W_input/frequency", 1)).containsExactly(frequency);
      assertThat(file.row("W_input/phase", 1)).containsExactly(inputPhase, within(ROUNDING));
      assertThat(file.row("W_output/phase", 1)).containsExactly(outputPhase, within(ROUNDING));
      assertThat(file.all("neurons/final-frequency")).containsExactly(frequency);
      assertThat(file.all("neurons/final-phase")).containsExactly(inputPhase, within(ROUNDING));
      assertThat(file.integers("keys/dft-above-10"))
          .containsExactly(published.stream().sorted().mapToInt(Integer::intValue).toArray());
      int[] order = file.integers("neurons/order");
      assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3);
      for (int i = 1; i < H; i++) {
        double before = frequency[order[i - 1]] * 100 + inputPhase[order[i - 1]];
        assertThat(frequency[order[i]] * 100 + inputPhase[order[i]]).isGreaterThanOrEqualTo(before);
      }
    }
  }

  private static double phase(int k, double[] column) {
    int p = column.length;
    double sine = 2 * k == p ? 0 : SlowMeasures.coefficient(2 * k, column);
    return Math.atan2(sine, SlowMeasures.coefficient(2 * k - 1, column));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 8, 11})
  void neurons(int p) throws IOException {
    var fixture = RunFixture.addition(p, D, H);
    Parameters weights = fixture.gaussian(p);
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      var slow = SlowMeasures.ofTied(weights, p, D, H);
      double[] frequency = new double[H];
      double[] share = new double[H];
      int[] neuronsOf = new int[p / 2 + 1];
      for (int i = 0; i < H; i++) {
        double[] shares = slow.explainedShares(i);
        for (int k = 1; k < shares.length; k++) {
          if (shares[k] > share[i]) {
            share[i] = shares[k];
            frequency[i] = k;
          }
        }
        neuronsOf[(int) frequency[i]] += share[i] > 0.85 ? 1 : 0;
      }
      assertClose(file, "neurons/frequency", frequency);
      assertClose(file, "neurons/explained-share", share);
      var keys = new ArrayList<Integer>();
      var perKey = new ArrayList<Integer>();
      int above = 0;
      for (int k = 1; k < neuronsOf.length; k++) {
        if (neuronsOf[k] > 0) {
          keys.add(k);
          perKey.add(neuronsOf[k]);
          above += neuronsOf[k];
        }
      }
      assertClose(file, "neurons/share-above-0.85", (double) above / H);
      assertThat(file.integers("keys"))
          .containsExactly(keys.stream().mapToInt(Integer::intValue).toArray());
      assertThat(file.integers("keys/neurons-per-key"))
          .containsExactly(perKey.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  private static void assertClose(MeasureFile file, String id, double... expected)
      throws IOException {
    double scale = 1;
    for (double value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertThat(file.row(id, 0)).as(id).containsExactly(expected, within(ROUNDING * scale));
  }

  private static double[] flat(double[][] matrix) {
    int columns = matrix[0].length;
    double[] flat = new double[matrix.length * columns];
    for (int row = 0; row < matrix.length; row++) {
      System.arraycopy(matrix[row], 0, flat, row * columns, columns);
    }
    return flat;
  }
}
