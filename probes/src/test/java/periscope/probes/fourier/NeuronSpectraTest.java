package periscope.probes.fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.probes.SlowMeasures;

final class NeuronSpectraTest {
  /** Two orthonormal transforms of at most 121 values each, relative to the total energy. */
  private static final double ROUNDING = 1e-13;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 8, 11})
  void isTheDefinitionByLoops(int p) {
    int count = 5;
    double[] neurons = rectified(p * p * count, p);
    var spectra = NeuronSpectra.of(FourierBasis.of(p), neurons, count);
    for (int i = 0; i < count; i++) {
      double[] shares = sharesByDefinition(neurons, p, count, i);
      int best = 1;
      for (int k = 2; k < shares.length; k++) {
        best = shares[k] > shares[best] ? k : best;
      }
      assertThat(spectra.frequency()[i]).isEqualTo(best);
      assertThat(spectra.share()[i]).isCloseTo(shares[best], within(ROUNDING));
    }
  }

  @ParameterizedTest
  @CsvSource({"7,2", "8,3", "8,4", "11,5"})
  void findsAPlantedFrequency(int p, int k) {
    double[] neurons = new double[p * p];
    for (int a = 0; a < p; a++) {
      for (int b = 0; b < p; b++) {
        double w = 2 * Math.PI * k / p;
        neurons[a * p + b] = 40 + Math.cos(w * a + 0.3) + Math.cos(w * b) + Math.cos(w * (a - b));
      }
    }
    var spectra = NeuronSpectra.of(FourierBasis.of(p), neurons, 1);
    assertThat(spectra.frequency()).containsExactly(k);
    assertThat(spectra.share()[0]).isCloseTo(1, within(ROUNDING));
  }

  @Test
  void relabellingResiduesMovesTheFrequency() {
    int p = 11;
    int u = 3; // and 4 · 3 = 1 modulo 11
    double[] wave = new double[p * p];
    double[] relabelled = new double[p * p];
    for (int a = 0; a < p; a++) {
      for (int b = 0; b < p; b++) {
        wave[a * p + b] = Math.max(0, Math.cos(2 * Math.PI * 2 * (a + b) / p + 1));
      }
    }
    for (int a = 0; a < p; a++) {
      for (int b = 0; b < p; b++) {
        relabelled[u * a % p * p + u * b % p] = wave[a * p + b];
      }
    }
    var basis = FourierBasis.of(p);
    var before = NeuronSpectra.of(basis, wave, 1);
    var after = NeuronSpectra.of(basis, relabelled, 1);
    assertThat(before.frequency()).containsExactly(2);
    assertThat(after.frequency()).as("2 · 4 = 8, which is 3 backwards").containsExactly(3);
    assertThat(after.share()[0]).isCloseTo(before.share()[0], within(ROUNDING));
  }

  @Test
  void deadAndBrokenNeuronsAreTold() {
    int p = 5;
    double[] neurons = new double[p * p * 4];
    for (int pair = 0; pair < p * p; pair++) {
      neurons[pair * 4 + 1] = 0.1;
      neurons[pair * 4 + 2] = pair == 7 ? Double.NaN : 1;
      neurons[pair * 4 + 3] = pair == 7 ? Double.POSITIVE_INFINITY : 1;
    }
    var spectra = NeuronSpectra.of(FourierBasis.of(p), neurons, 4);
    assertThat(spectra.frequency()).containsExactly(0, 0, Double.NaN, Double.NaN);
    assertThat(spectra.share()).containsExactly(0, 0, Double.NaN, Double.NaN);
  }

  @Test
  void theThresholdItselfIsNotAbove() {
    var spectra = new NeuronSpectra(new double[4], new double[] {0.85, 0.86, 1, Double.NaN});
    assertThat(spectra.countAbove(0.85)).isEqualTo(2);
  }

  private static double[] rectified(int size, long seed) {
    var random = new Random(seed);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = Math.max(0, random.nextGaussian());
    }
    return values;
  }

  /** Energy of the block of rows {0, 2k − 1, 2k} of the centred map, over the whole energy. */
  private static double[] sharesByDefinition(double[] neurons, int p, int count, int neuron) {
    double mean = 0;
    for (int pair = 0; pair < p * p; pair++) {
      mean += neurons[pair * count + neuron] / (p * p);
    }
    double[][] coefficients = new double[p][p];
    double total = 0;
    for (int f = 0; f < p; f++) {
      for (int g = 0; g < p; g++) {
        for (int a = 0; a < p; a++) {
          for (int b = 0; b < p; b++) {
            double centred = neurons[(a * p + b) * count + neuron] - mean;
            coefficients[f][g] +=
                SlowMeasures.basis(f, a, p) * SlowMeasures.basis(g, b, p) * centred;
          }
        }
        total += coefficients[f][g] * coefficients[f][g];
      }
    }
    double[] shares = new double[p / 2 + 1];
    for (int k = 1; k <= p / 2; k++) {
      int[] rows = 2 * k == p ? new int[] {0, 2 * k - 1} : new int[] {0, 2 * k - 1, 2 * k};
      for (int f : rows) {
        for (int g : rows) {
          shares[k] += coefficients[f][g] * coefficients[f][g] / total;
        }
      }
    }
    return shares;
  }

  /** All frequencies explain as much of it: the lowest is said, whatever rounding does. */
  @Test
  void ofEqualSharesTheLowestFrequencyIsSaid() {
    int p = 13;
    for (int pair : new int[] {0, 17, 100, 168}) {
      double[] neuron = new double[p * p];
      neuron[pair] = 0.3;
      var spectra = NeuronSpectra.of(FourierBasis.of(p), neuron, 1);
      assertThat(spectra.frequency()).containsExactly(1);
    }
  }
}
