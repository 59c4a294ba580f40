package periscope.probes.fourier;

/**
 * Each neuron's frequency over all ordered pairs, and the share of its variance that one frequency
 * explains.
 *
 * <p>A neuron h(a, b) is centred over the p² pairs and transformed in both operands. The energy of
 * frequency k is that of the block of rows {constant, cos k, sin k} in each operand, without the
 * constant of both; the neuron's frequency is the k of the largest energy (the lowest such k), its
 * explained share that energy over the total. Nanda et al. 2023, arXiv:2301.05217.
 *
 * <ul>
 *   <li>A dead neuron, which is constant over all pairs, has frequency 0 and share 0. Constant
 *       means a centred energy below {@value #DEAD} of the uncentred one: float32 weights that
 *       differ at all leave 1e-15.
 *   <li>A neuron with a NaN or infinite value has frequency and share NaN.
 * </ul>
 */
public final class NeuronSpectra {
  static final double DEAD = 1e-20;

  private final double[] frequency; // [count]
  private final double[] share; // [count]

  NeuronSpectra(double[] frequency, double[] share) {
    this.frequency = frequency;
    this.share = share;
  }

  /**
   * Spectra of neurons.
   *
   * @param neurons {@code [p][p][count]} values for every ordered pair (a, b)
   */
  public static NeuronSpectra of(FourierBasis basis, double[] neurons, int count) {
    double[] energy = frequencyEnergies(basis, neurons, count);
    double[] total = new double[count];
    double[] raw = new double[count];
    totals(neurons, count, total, raw);
    double[] frequency = new double[count];
    double[] share = new double[count];
    for (int i = 0; i < count; i++) {
      if (total[i] <= DEAD * raw[i]) {
        continue;
      }
      int best = 1;
      for (int k = 2; k <= basis.highestFrequency(); k++) {
        if (energy[k * count + i] > energy[best * count + i]) {
          best = k;
        }
      }
      share[i] = energy[best * count + i] / total[i];
      frequency[i] = Double.isFinite(share[i]) ? best : Double.NaN;
    }
    return new NeuronSpectra(frequency, share);
  }

  /** Each neuron's frequency, a whole number from 0 to p/2; not a copy. */
  public double[] frequency() {
    return frequency;
  }

  /** Each neuron's explained share, 0 to 1; not a copy. */
  public double[] share() {
    return share;
  }

  /** Number of neurons whose share is above {@code threshold}. */
  public int countAbove(double threshold) {
    int above = 0;
    for (double value : share) {
      if (value > threshold) {
        above++;
      }
    }
    return above;
  }

  /** Energies {@code [highestFrequency() + 1][count]} of the blocks; row 0 stays 0. */
  private static double[] frequencyEnergies(FourierBasis basis, double[] neurons, int count) {
    int p = basis.modulus();
    // [f][b][count]: the first operand transformed. Of the second, a frequency's rows need the
    // constant and their own frequency only, the constant row needs all.
    double[] half = basis.transform(neurons, p * count);
    double[] energy = new double[(basis.highestFrequency() + 1) * count];
    double[] coefficients = new double[count];
    for (int f = 0; f < p; f++) {
      int k = FourierBasis.frequency(f);
      for (int g = f == 0 ? 1 : 0; g < p; g++) {
        int l = FourierBasis.frequency(g);
        if (k == 0 || l == 0 || k == l) {
          secondOperand(basis, half, f, g, coefficients);
          int at = Math.max(k, l) * count;
          for (int i = 0; i < count; i++) {
            energy[at + i] += coefficients[i] * coefficients[i];
          }
        }
      }
    }
    return energy;
  }

  /** Σ_b F[g][b] · half[f][b][·]. */
  private static void secondOperand(
      FourierBasis basis, double[] half, int f, int g, double[] coefficients) {
    int p = basis.modulus();
    int count = coefficients.length;
    java.util.Arrays.fill(coefficients, 0);
    for (int b = 0; b < p; b++) {
      double weight = basis.at(g, b);
      int from = (f * p + b) * count;
      for (int i = 0; i < count; i++) {
        coefficients[i] += weight * half[from + i];
      }
    }
  }

  /** Per neuron Σ (h − mean)² and Σ h². */
  private static void totals(double[] neurons, int count, double[] total, double[] raw) {
    int pairs = neurons.length / count;
    double[] mean = new double[count];
    for (int at = 0; at < neurons.length; at += count) {
      for (int i = 0; i < count; i++) {
        mean[i] += neurons[at + i];
      }
    }
    for (int i = 0; i < count; i++) {
      mean[i] /= pairs;
    }
    for (int at = 0; at < neurons.length; at += count) {
      for (int i = 0; i < count; i++) {
        double value = neurons[at + i];
        double centred = value - mean[i];
        total[i] += centred * centred;
        raw[i] += value * value;
      }
    }
  }
}
