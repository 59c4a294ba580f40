package periscope.probes.fourier;

import periscope.probes.PairSums;

/**
 * Each neuron's frequency over all ordered pairs, and the share of its variance that one frequency
 * explains.
 *
 * <p>A neuron h(a, b) is centred over the p² pairs and transformed in both operands. The energy of
 * frequency k is that of the block of rows {constant, cos k, sin k} in each operand, without the
 * constant of both; the neuron's frequency is the k of the largest energy (the lowest such k), its
 * explained share that energy over the total. Nanda et al. 2023, arXiv:2301.05217.
 *
 * <p>No transform in two dimensions is needed: cos(wa)·cos(wb) is half of cos(w(a − b)) + cos(w(a +
 * b)), and so on, whence that energy is the sum of squares of frequency k in the sums of h over
 * pairs with the same a, the same b, the same a + b and the same a − b, over p. For k = p/2 the
 * last two are the same, and count once.
 *
 * <ul>
 *   <li>A dead neuron, which is constant over all pairs, has frequency 0 and share 0. Constant
 *       means a centred energy below {@value #DEAD} of the uncentred one: float32 weights that
 *       differ at all leave 1e-15.
 *   <li>A neuron with a NaN or infinite value has frequency and share NaN.
 * </ul>
 */
public final class NeuronSpectra {
  /** Shares this close are equal: a neuron active on one pair has the same share of all. */
  private static final double TIED = 1e-12;

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
    return of(basis, PairSums.of(basis.modulus(), neurons, count));
  }

  static NeuronSpectra of(FourierBasis basis, PairSums sums) {
    int count = sums.count();
    double[] energy = frequencyEnergies(basis, sums);
    int pairs = basis.modulus() * basis.modulus();
    double[] mean = sums.means();
    double[] total = sums.variation();
    double[] frequency = new double[count];
    double[] share = new double[count];
    for (int i = 0; i < count; i++) {
      if (total[i] <= DEAD * (total[i] + pairs * mean[i] * mean[i])) {
        continue;
      }
      int best = 1;
      for (int k = 2; k <= basis.highestFrequency(); k++) {
        if (energy[k * count + i] > energy[best * count + i] + TIED * total[i]) {
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
  private static double[] frequencyEnergies(FourierBasis basis, PairSums sums) {
    int count = sums.count();
    double[] energy = new double[(basis.highestFrequency() + 1) * count];
    add(basis, sums.byFirst(), count, energy, true);
    add(basis, sums.bySecond(), count, energy, true);
    add(basis, sums.bySum(), count, energy, true);
    add(basis, sums.byDifference(), count, energy, false);
    return energy;
  }

  /**
   * Adds the energy of each frequency in some sums, over p.
   *
   * @param sums {@code [p][count]}
   * @param half whether the frequency p/2 counts
   */
  private static void add(
      FourierBasis basis, double[] sums, int count, double[] energy, boolean half) {
    int p = basis.modulus();
    double[] coefficients = basis.transform(sums, count);
    for (int row = 1; row < p; row++) {
      int k = FourierBasis.frequency(row);
      if (!half && !basis.hasSine(k)) {
        continue;
      }
      for (int i = 0; i < count; i++) {
        double coefficient = coefficients[row * count + i];
        energy[k * count + i] += coefficient * coefficient / p;
      }
    }
  }
}
