package periscope.probes.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.probes.fourier.FourierBasis;

final class CircularityTest {
  /** Sums of some dozen products in float64. */
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 12, 59})
  void aWaveIsRoundWhateverItsScaleAndPhase(int p) {
    double[] points = new double[p * 2];
    for (int t = 0; t < p; t++) {
      points[2 * t] = 5 * Math.cos(2 * Math.PI * 2 * t / p + 0.3);
      points[2 * t + 1] = 0.1 * Math.sin(2 * Math.PI * (p - 3) * t / p);
    }
    var circles = Circularity.of(FourierBasis.of(p), points, 2, 1);
    assertThat(circles.mean()).isCloseTo(1, within(ROUNDING));
    assertThat(circles.frequencies()).containsExactly(2, 3);
  }

  @Test
  void ofTwoFrequenciesTheStrongerCounts() {
    int p = 13;
    double[] points = new double[p];
    for (int t = 0; t < p; t++) {
      points[t] = 2 * Math.cos(2 * Math.PI * 5 * t / p + 1) + Math.cos(2 * Math.PI * 4 * t / p - 2);
    }
    var circles = Circularity.of(FourierBasis.of(p), points, 1, 1);
    assertThat(circles.mean()).isCloseTo(0.8, within(ROUNDING)); // 2² of 2² + 1²
    assertThat(circles.frequencies()).containsExactly(5);
  }

  /** The published formula, with the whole transform written out. */
  @ParameterizedTest
  @ValueSource(ints = {2, 7, 8, 11})
  void theDefinition(int p) {
    int axes = 3;
    var random = new Random(p);
    double[] points = random.doubles((long) p * axes, -1, 1).toArray();
    double mean = 0;
    double[] frequencies = new double[axes];
    for (int axis = 0; axis < axes; axis++) {
      double norm = 0;
      for (int t = 0; t < p; t++) {
        norm += Math.pow(points[t * axes + axis], 2);
      }
      double best = -1;
      for (int k = 1; k < p; k++) {
        double real = 0;
        double imaginary = 0;
        for (int t = 0; t < p; t++) {
          double v = points[t * axes + axis] / Math.sqrt(norm) / Math.sqrt(p);
          real += v * Math.cos(2 * Math.PI * k * t / p);
          imaginary += v * Math.sin(2 * Math.PI * k * t / p);
        }
        double value = Math.min(1, 2 * (real * real + imaginary * imaginary));
        if (value > best + ROUNDING) {
          best = value;
          frequencies[axis] = k;
        }
      }
      mean += best / axes;
    }
    var circles = Circularity.of(FourierBasis.of(p), points, axes, 1);
    assertThat(circles.mean()).isCloseTo(mean, within(ROUNDING));
    assertThat(circles.frequencies()).containsExactly(frequencies);
  }

  /** Multiplying residues by a unit turns frequency k into k/u. */
  @Test
  void relabellingChangesFrequenciesOnly() {
    int p = 11;
    int u = 3;
    double[] points = new Random(2).doubles(p, -1, 1).toArray();
    double[] relabelled = new double[p];
    for (int t = 0; t < p; t++) {
      relabelled[u * t % p] = points[t];
    }
    var before = Circularity.of(FourierBasis.of(p), points, 1, 1);
    var after = Circularity.of(FourierBasis.of(p), relabelled, 1, 1);
    assertThat(after.mean()).isCloseTo(before.mean(), within(ROUNDING));
    int moved = ((int) after.frequencies()[0]) * u % p;
    assertThat(Math.min(moved, p - moved)).isEqualTo((int) before.frequencies()[0]);
  }

  @Test
  void whatIsOnlyRoundingDoesNotCount() {
    int p = 7;
    double[] points = new double[2 * p];
    for (int t = 0; t < p; t++) {
      points[2 * t] = Math.cos(2 * Math.PI * t / p);
      points[2 * t + 1] = 1e-8 * (t % 2);
    }
    var circles = Circularity.of(FourierBasis.of(p), points, 2, 3.5);
    assertThat(circles.mean()).isCloseTo(1, within(ROUNDING));
    assertThat(circles.frequencies()).containsExactly(1, 0);
  }

  @Test
  void nothingAndNotANumber() {
    var basis = FourierBasis.of(5);
    assertThat(Circularity.of(basis, new double[5], 1, 0).mean()).isNaN();
    assertThat(Circularity.of(basis, new double[5], 1, 0).frequencies()).containsExactly(0);
    double[] points = {1, Double.NaN, 0, 0, 0};
    assertThat(Circularity.of(basis, points, 1, Double.NaN).mean()).isNaN();
    assertThat(Circularity.of(basis, points, 1, 1).frequencies()).containsExactly(Double.NaN);
  }
}
