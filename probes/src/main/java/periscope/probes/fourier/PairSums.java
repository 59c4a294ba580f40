package periscope.probes.fourier;

import periscope.probes.Intermediate;
import periscope.probes.SnapshotAnalysis;

/**
 * Sums of values over those of the p² ordered pairs (a, b) that have the same a, the same b, the
 * same a + b or the same a − b, modulo p. All that is of one frequency only in both operands can be
 * had from these, without a transform in two dimensions: see {@link NeuronSpectra}.
 */
final class PairSums {
  /** Of the last layer's neurons of a snapshot. */
  static final Intermediate<SnapshotAnalysis, PairSums> NEURONS =
      Intermediate.of(
          snapshot ->
              of(snapshot.run().modulus(), snapshot.neurons().values(), snapshot.neurons().dim(1)));

  private final int p;
  private final int count;
  private final double[] byFirst; // [p][count]
  private final double[] bySecond; // [p][count]
  private final double[] bySum; // [p][count]
  private final double[] byDifference; // [p][count]

  private PairSums(int p, int count) {
    this.p = p;
    this.count = count;
    byFirst = new double[p * count];
    bySecond = new double[p * count];
    bySum = new double[p * count];
    byDifference = new double[p * count];
  }

  /**
   * Sums of several maps side by side.
   *
   * @param values {@code [p][p][count]}
   */
  static PairSums of(int p, double[] values, int count) {
    var sums = new PairSums(p, count);
    for (int a = 0; a < p; a++) {
      for (int b = 0; b < p; b++) {
        sums.add(values, a, b);
      }
    }
    return sums;
  }

  /** All four in one loop: reading the values is what takes the time. */
  private void add(double[] values, int a, int b) {
    int from = (a * p + b) * count;
    int first = a * count;
    int second = b * count;
    int sum = (a + b) % p * count;
    int difference = (a - b + p) % p * count;
    for (int i = 0; i < count; i++) {
      double value = values[from + i];
      byFirst[first + i] += value;
      bySecond[second + i] += value;
      bySum[sum + i] += value;
      byDifference[difference + i] += value;
    }
  }

  /** Number of maps. */
  int count() {
    return count;
  }

  /** Sums over pairs with this a, {@code [p][count]}; not a copy. */
  double[] byFirst() {
    return byFirst;
  }

  /** Sums over pairs with this b, {@code [p][count]}; not a copy. */
  double[] bySecond() {
    return bySecond;
  }

  /** Sums over pairs with this a + b, {@code [p][count]}; not a copy. */
  double[] bySum() {
    return bySum;
  }

  /** Sums over pairs with this a − b, {@code [p][count]}; not a copy. */
  double[] byDifference() {
    return byDifference;
  }
}
