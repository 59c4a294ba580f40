package periscope.probes.fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WeightSpectrumTest {
  /** Sums of at most 13 products in float64. */
  private static final double ROUNDING = 1e-13;

  @ParameterizedTest
  @CsvSource({"13,1", "13,6", "8,3"})
  void aWaveHasItsFrequencyPhaseAndAmplitude(int p, int k) {
    double[] wave = new double[p];
    for (int t = 0; t < p; t++) {
      wave[t] = 1 + 3 * Math.cos(2 * Math.PI * k * t / p - 2.5);
    }
    var spectrum = WeightSpectrum.of(FourierBasis.of(p), wave, 1);
    assertThat(spectrum.frequencies()).containsExactly(k);
    assertThat(spectrum.phases(new double[] {k})[0]).isCloseTo(2.5, within(ROUNDING));
    assertThat(spectrum.unnormalised(0, k)).isCloseTo(3 * p / 2.0, within(10 * ROUNDING));
    assertThat(spectrum.unnormalised(0, 0)).isCloseTo(p, within(10 * ROUNDING));
  }

  @Test
  void theHighestFrequencyOfAnEvenModulusHasTwoPhases() {
    double[] columns = {1, -1, -1, 1, 1, -1, -1, 1}; // [4][2]
    var spectrum = WeightSpectrum.of(FourierBasis.of(4), columns, 2);
    assertThat(spectrum.frequencies()).containsExactly(2, 2);
    assertThat(spectrum.phases(spectrum.frequencies())).containsExactly(0, Math.PI);
    assertThat(spectrum.unnormalised(0, 2)).isCloseTo(4, within(ROUNDING));
  }

  @Test
  void ofEqualAmplitudesTheLowestFrequencyCounts() {
    double[] impulse = {1, 0, 0, 0, 0};
    var spectrum = WeightSpectrum.of(FourierBasis.of(5), impulse, 1);
    assertThat(spectrum.amplitude(0, 1)).isEqualTo(spectrum.amplitude(0, 2));
    assertThat(spectrum.frequencies()).containsExactly(1);
  }

  @Test
  void neuronsOfZerosAndNaNHaveNoWave() {
    double[] columns = {0, Double.NaN, 0, 1, 0, 2}; // [3][2]
    var spectrum = WeightSpectrum.of(FourierBasis.of(3), columns, 2);
    assertThat(spectrum.isZero(0)).isTrue();
    assertThat(spectrum.isZero(1)).isFalse();
    assertThat(spectrum.frequencies()).containsExactly(0, Double.NaN);
    assertThat(spectrum.phases(spectrum.frequencies())).containsOnly(Double.NaN);
    assertThat(spectrum.inverseParticipationRatios()).containsOnly(Double.NaN);
  }
}
