package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against plain loops in float64. Sums are over at most 17 products of values of the size of 1, in
 * float32: 1e-5 is ten times their rounding.
 */
class LinearLaneTest {
  private static final Offset<Double> ROUNDED = within(1e-5);

  private final Random random = new Random(5);

  private float[] values(int n) {
    float[] result = new float[n];
    for (int i = 0; i < n; i++) {
      result[i] = (float) random.nextGaussian();
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({
    "4, 3, false, true",
    "4, 3, true, true",
    "5, 1, false, true",
    "5, 1, true, false",
    "1, 6, false, false",
    "17, 9, true, true",
    "8, 8, false, false",
  })
  void mapsRowsAndAddsUpItsGradientsOverBlocks(
      int in, int out, boolean transposed, boolean biased) {
    Parameters weights =
        Parameters.zeros(
            List.of(
                new ParameterSpec("W", transposed ? List.of(out, in) : List.of(in, out), true),
                new ParameterSpec("b", List.of(out), true)));
    System.arraycopy(values(in * out), 0, weights.get("W"), 0, in * out);
    System.arraycopy(values(out), 0, weights.get("b"), 0, out);
    Function<Parameters, float[]> b = all -> all.get("b");
    LinearLane lane =
        new LinearLane(
            7,
            in,
            out,
            transposed,
            all -> all.get("W"),
            biased ? Optional.of(b) : Optional.empty());

    double[] wSlope = new double[in * out];
    double[] bSlope = new double[out];
    int[] blocks = {7, 3, 1};
    for (int block = 0; block < blocks.length; block++) {
      int rows = blocks[block];
      float[] x = values(rows * in);
      float[] ySlope = values(rows * out);
      float[] y = new float[rows * out];
      float[] xSlope = new float[rows * in];
      lane.forward(weights, x, rows, y);
      lane.backward(weights, x, ySlope, rows, block == 0 ? 0 : 1, xSlope);
      for (int r = 0; r < rows; r++) {
        for (int i = 0; i < in; i++) {
          double expected = 0;
          for (int o = 0; o < out; o++) {
            expected += ySlope[r * out + o] * w(weights, i, o, in, out, transposed);
            wSlope[transposed ? o * in + i : i * out + o] += x[r * in + i] * ySlope[r * out + o];
          }
          assertThat((double) xSlope[r * in + i]).isCloseTo(expected, ROUNDED);
        }
        for (int o = 0; o < out; o++) {
          double expected = biased ? weights.get("b")[o] : 0;
          for (int i = 0; i < in; i++) {
            expected += x[r * in + i] * w(weights, i, o, in, out, transposed);
          }
          assertThat((double) y[r * out + o]).isCloseTo(expected, ROUNDED);
          bSlope[o] += ySlope[r * out + o];
        }
      }
    }
    Parameters gradient = Parameters.zeros(weights.specs());
    for (LaneSum sum : lane.sums().toList()) {
      sum.total(new LaneSum[] {sum}, gradient, 0, sum.size());
    }
    assertThat(gradient.wide("W")).containsExactly(wSlope, ROUNDED);
    assertThat(gradient.wide("b")).containsExactly(biased ? bSlope : new double[out], ROUNDED);
  }

  private static double w(Parameters weights, int i, int o, int in, int out, boolean transposed) {
    return weights.get("W")[transposed ? o * in + i : i * out + o];
  }
}
