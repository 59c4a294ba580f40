package periscope.probes.fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.probes.SlowMeasures;

/** Norms of logits in two-dimensional Fourier space against the definition by loops. */
final class LogitPlaneTest {
  /** Relative to the largest: sums of at most 121 products in float64, in another order. */
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "7, 7", "8, 8", "11, 11", "5, 3"})
  void areTheirDefinition(int p, int classes) {
    Random random = new Random(31L * p + classes);
    double[] logits = new double[p * p * classes]; // [p][p][classes]
    Arrays.setAll(logits, i -> 3 + random.nextGaussian());
    double[] expected = new double[p * p];
    for (int f = 0; f < p; f++) {
      for (int g = 0; g < p; g++) {
        expected[f * p + g] = slow(logits, p, classes, f, g);
      }
    }

    double[] norms = norms(logits, p, classes);

    double largest = Arrays.stream(expected).max().orElseThrow();
    assertThat(norms).containsExactly(expected, within(ROUNDING * Math.max(1, largest)));
  }

  private static double slow(double[] logits, int p, int classes, int f, int g) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      double coefficient = 0;
      for (int a = 0; a < p; a++) {
        for (int b = 0; b < p; b++) {
          double mean = 0;
          for (int other = 0; other < classes; other++) {
            mean += logits[(a * p + b) * classes + other] / classes;
          }
          coefficient +=
              SlowMeasures.basis(f, a, p)
                  * SlowMeasures.basis(g, b, p)
                  * (logits[(a * p + b) * classes + c] - mean);
        }
      }
      sum += coefficient * coefficient;
    }
    return Math.sqrt(sum);
  }

  /** cos(w(a + b − c)) is four products of cosines and sines of one frequency, all as strong. */
  @Test
  void aCosineCubeHasFourEntries() {
    int p = 13;
    int k = 4;
    double[] logits = new double[p * p * p];
    for (int i = 0; i < logits.length; i++) {
      int error = i / (p * p) + i / p % p - i % p; // a + b − c
      logits[i] = Math.cos(2 * Math.PI * k * error / p);
    }

    double[] norms = norms(logits, p, p);

    // Σ L² = p³/2, shared by four.
    double each = Math.sqrt(p * p * p / 8.0);
    for (int f = 0; f < p; f++) {
      for (int g = 0; g < p; g++) {
        boolean key = (f + 1) / 2 == k && (g + 1) / 2 == k;
        assertThat(norms[f * p + g])
            .as("rows %d and %d", f, g)
            .isCloseTo(key ? each : 0, within(1e-11 * each));
      }
    }
  }

  @Test
  void notANumberMakesNotANumberOfEverything() {
    double[] logits = new double[27];
    logits[5] = Double.NaN;
    assertThat(norms(logits, 3, 3)).containsOnly(Double.NaN);
  }

  private static double[] norms(double[] logits, int p, int classes) {
    return LogitPlaneProbe.norms(
        FourierBasis.of(p), new CentredLogits(logits, classes).values(), classes);
  }
}
