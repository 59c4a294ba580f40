package periscope.reports.internal;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Where each neuron stands in the plane of its final frequency: the cosine and sine coefficients of
 * its weights there, in the view of Pearce et al. 2023. A page needs these two numbers of each
 * neuron's spectrum and no others.
 */
final class FinalPlane {
  private FinalPlane() {}

  /**
   * The series {@code <side>/final-plane}, rows [h][2].
   *
   * @param side {@code W_input} or {@code W_output}
   * @param spectra rows [h][p] of orthonormal Fourier coefficients in basis order
   * @param frequency each neuron's frequency at the final checkpoint, 0 for none // [h]
   */
  static Series of(String side, Rows spectra, int[] frequency) {
    Rows rows =
        new Rows() {
          @Override
          public int count() {
            return spectra.count();
          }

          @Override
          public double[] row(int index) throws IOException {
            return plane(spectra.row(index), frequency);
          }
        };
    return new Series(
        side + "/final-plane",
        Series.Axis.CHECKPOINTS,
        List.of(frequency.length, 2),
        String.format(
            Locale.ROOT,
            "orthonormal cosine and sine coefficient of each neuron's %s at its final frequency",
            side),
        rows);
  }

  private static double[] plane(double[] spectra, int[] frequency) {
    int p = spectra.length / Math.max(1, frequency.length);
    double[] plane = new double[2 * frequency.length];
    for (int neuron = 0; neuron < frequency.length; neuron++) {
      int k = frequency[neuron];
      if (k < 1 || 2 * k > p) {
        continue;
      }
      plane[2 * neuron] = spectra[neuron * p + 2 * k - 1];
      // For an even p, the frequency p / 2 has no sine.
      plane[2 * neuron + 1] = 2 * k < p ? spectra[neuron * p + 2 * k] : 0;
    }
    return plane;
  }
}
