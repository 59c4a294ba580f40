package periscope.probes.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.models.net.Activation;
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.Loss;
import periscope.models.net.MlpStart;
import periscope.models.net.Parameters;
import periscope.models.task.SparseParity;
import periscope.probes.MeasureFile;
import periscope.probes.RunFixture;

/** Networks over digits that are made by hand, and definitions by loops. */
final class ParityMeasuresTest {
  private static final double ROUNDING = 1e-12;
  private static final int DIGITS = 6;
  private static final SparseParity TASK =
      new SparseParity(DIGITS, 2, 300, 3, SparseParity.Encoding.ZERO_ONE, true);

  @TempDir Path folder;

  private static RunFixture fixture(SparseParity task, boolean biases, Integer... hidden) {
    return new RunFixture(
            task,
            new DenseMlpSpec(
                List.of(hidden),
                Activation.RELU,
                0,
                biases,
                DenseMlpSpec.Outputs.SINGLE,
                new MlpStart.TorchLinear()))
        .loss(Loss.BINARY_CROSS_ENTROPY);
  }

  /**
   * 1 less relu(3x + 3y − 3) and relu(3 − 3x − 3y), of which one is 3 where x = y; and neurons that
   * add too little to matter, the last with more incoming weight than the one that gives the 1.
   */
  private static Parameters exclusiveOr(RunFixture fixture, int neurons) {
    Parameters weights = fixture.zeros();
    float[] in = weights.get("blocks.0.mlp.W_in"); // [7][neurons]
    float[] out = weights.get("unembed.W_U"); // [neurons][1]
    in[0] = 3;
    in[neurons] = 3;
    in[DIGITS * neurons] = -3;
    in[1] = -3;
    in[neurons + 1] = -3;
    in[DIGITS * neurons + 1] = 3;
    in[DIGITS * neurons + 2] = 2;
    out[0] = out[1] = -1;
    out[2] = 0.5f;
    for (int i = 3; i < neurons; i++) {
      in[3 * neurons + i] = i == neurons - 1 ? 2.5f : 0.1f;
      out[i] = 0.001f;
    }
    return weights;
  }

  @Test
  void exclusiveOr() throws IOException {
    var fixture = fixture(TASK, false, 6).trainEvery(2);
    Parameters solved = exclusiveOr(fixture, 6);
    try (MeasureFile file = fixture.snapshot(fixture.zeros()).snapshot(solved).probe(folder)) {
      assertThat(file.row("accuracy/all", 1)).containsExactly(1);
      // By norm: 3·√3 twice, 2.5, which does not matter, and 2.
      assertThat(file.row("parity/sparse-subnetwork", 1)).containsExactly(4);
      assertThat(file.row("parity/sparse-subnetwork", 0)).containsExactly(0);
      assertThat(file.row("parity/digit-norms", 1))
          .containsExactly(
              new double[] {
                Math.sqrt(18), Math.sqrt(18), 0, Math.sqrt(0.02 + 6.25), 0, 0, Math.sqrt(22)
              },
              within(1e-6)); // 0.1 is rounded to float32
      assertThat(file.row("parity/digit-gap", 1)[0])
          .isCloseTo(Math.sqrt(18) - Math.sqrt(6.27), within(1e-6));
      assertThat(file.row("parity/movement", 1)).containsExactly(3);
      assertThat(file.row("parity/movement", 0)).containsExactly(0);
      assertThat(file.row("parity/movement/digits", 1)).containsExactly(3, 3, 0, 2.5, 0, 0, 3);
      // The parity 1.5 of a root mean square of 1.58, less what chance gives another pair.
      assertThat(file.row("parity/fourier-gap", 1)[0]).isStrictlyBetween(0.5, 1.0);
      assertThat(file.row("parity/fourier-gap", 0)).containsExactly(Double.NaN);
    }
  }

  /** Every k by a network of its own, in which the other neurons are 0. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,3", "4,3"})
  void theSubnetworkByItsDefinition(long seed, int outputs) {
    int neurons = 7;
    int examples = 4;
    var random = new Random(seed);
    double[] norms = random.doubles(neurons, 0, 1).toArray();
    double[] values = random.doubles((long) examples * neurons, 0, 1).toArray();
    double[] out = random.doubles((long) neurons * outputs, -1, 1).toArray();
    double[] bias = random.doubles(outputs, -1, 1).toArray();
    int least = -1;
    for (int k = neurons; k >= 0; k--) {
      double[] sorted = norms.clone();
      Arrays.sort(sorted);
      double threshold = k == 0 ? 2 : sorted[neurons - k];
      boolean same = true;
      for (int e = 0; e < examples; e++) {
        double[] all = bias.clone();
        double[] some = bias.clone();
        for (int i = 0; i < neurons; i++) {
          for (int o = 0; o < outputs; o++) {
            double part = values[e * neurons + i] * out[i * outputs + o];
            all[o] += part;
            some[o] += norms[i] >= threshold ? part : 0;
          }
        }
        same &= answer(all) == answer(some);
      }
      least = same ? k : least;
    }
    assertThat(new Subnetwork(norms, values, out, bias).size()).isEqualTo(least);
  }

  private static int answer(double[] outputs) {
    if (outputs.length == 1) {
      return outputs[0] > 0 ? 1 : 0;
    }
    int largest = 0;
    for (int i = 1; i < outputs.length; i++) {
      largest = outputs[i] > outputs[largest] ? i : largest;
    }
    return largest;
  }

  @Test
  void neuronsThatAreNotFiniteHaveNoSubnetwork() {
    double[] one = {1};
    assertThat(new Subnetwork(one, new double[] {Double.NaN}, one, one).size()).isNaN();
  }

  /** All subsets by their bits. */
  @ParameterizedTest
  @CsvSource({"1", "2", "3", "6"})
  void theFourierGapByItsDefinition(int relevant) {
    int n = 20;
    var random = new Random(relevant);
    double[][] digits = new double[DIGITS][n];
    for (double[] row : digits) {
      Arrays.setAll(row, i -> random.nextBoolean() ? 1 : -1);
    }
    double[] f = random.doubles(n, -1, 3).toArray();
    double squares = Arrays.stream(f).map(value -> value * value).sum() / n;
    double wanted = 0;
    double other = 0;
    for (int set = 0; set < 1 << DIGITS; set++) {
      if (Integer.bitCount(set) == relevant) {
        double coefficient = 0;
        for (int i = 0; i < n; i++) {
          double product = f[i];
          for (int digit = 0; digit < DIGITS; digit++) {
            product *= (set >> digit & 1) == 1 ? digits[digit][i] : 1;
          }
          coefficient += product / n;
        }
        if (set == (1 << relevant) - 1) {
          wanted = Math.abs(coefficient);
        } else {
          other = Math.max(other, Math.abs(coefficient));
        }
      }
    }
    assertThat(new FourierGap(digits, relevant).of(f))
        .isCloseTo((wanted - other) / Math.sqrt(squares), within(ROUNDING));
  }

  /** Over all inputs, parities are orthogonal. */
  @Test
  void theParityItselfHasTheGapOne() {
    int n = 1 << DIGITS;
    double[][] digits = new double[DIGITS][n];
    double[] parity = new double[n];
    double[] otherParity = new double[n];
    for (int i = 0; i < n; i++) {
      for (int digit = 0; digit < DIGITS; digit++) {
        digits[digit][i] = (i >> digit & 1) == 1 ? 1 : -1;
      }
      parity[i] = -7 * digits[0][i] * digits[1][i] * digits[2][i];
      otherParity[i] = digits[0][i] * digits[1][i] * digits[5][i];
    }
    assertThat(new FourierGap(digits, 3).of(parity)).isCloseTo(1, within(ROUNDING));
    assertThat(new FourierGap(digits, 3).of(otherParity)).isCloseTo(-1, within(ROUNDING));
    assertThat(new FourierGap(digits, 3).of(new double[n])).isNaN();
    assertThat(FourierGap.sets(30, 3)).isEqualTo(4060);
    assertThat(FourierGap.sets(40, 3)).isEqualTo(9880);
  }

  @Test
  void whereItMakesNoSense() throws IOException {
    var deep = fixture(TASK, true, 3, 4);
    try (MeasureFile file = deep.snapshot(deep.gaussian(1)).probe(folder)) {
      assertThat(file.absentReason("parity/sparse-subnetwork"))
          .contains(
              "the model has several hidden layers: its neurons' incoming weights are not over digits");
      assertThat(file.row("parity/digit-norms", 0)).hasSize(DIGITS + 1);
    }
  }

  @Test
  void tooManySetsAreNotCompared() throws IOException {
    var many = new SparseParity(40, 10, 100, 1, SparseParity.Encoding.MINUS_ONE_ONE, false);
    var fixture = fixture(many, true, 3);
    Parameters broken = fixture.gaussian(2);
    broken.get("blocks.0.mlp.W_in")[0] = Float.NaN;
    try (MeasureFile file = fixture.snapshot(fixture.gaussian(1)).snapshot(broken).probe(folder)) {
      assertThat(file.absentReason("parity/fourier-gap"))
          .contains(
              "there are 8.48e+08 sets of 10 of 40 digits, too many to compare over 100 examples");
      for (String id : List.of("parity/sparse-subnetwork", "parity/movement", "parity/digit-gap")) {
        assertThat(file.row(id, 0)[0]).as(id).isNotNaN();
        assertThat(file.row(id, 1)[0]).as(id).isNaN();
      }
    }
  }

  @Test
  void otherTasksHaveNoDigits() throws IOException {
    var addition = RunFixture.addition(5, 3, 2);
    try (MeasureFile file = addition.snapshot(addition.gaussian(1)).probe(folder)) {
      for (String id : List.of("parity/digit-norms", "parity/fourier-gap", "parity/movement")) {
        assertThat(file.absentReason(id)).contains("the task is not sparse parity");
      }
    }
  }
}
