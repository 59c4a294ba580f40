package periscope.probes.geometry;

import periscope.probes.fourier.CentredLogits;

/**
 * Logits of all pairs (a, b) and answers c, less their mean over the answers of each pair, summed
 * over the pairs of one difference a − b, for each c − a − b.
 */
final class LogitSums {
  private final int p;
  private final double[] values; // [a − b][c − a − b]
  private double total;

  /** No logits yet. */
  LogitSums(int p) {
    this.p = p;
    values = new double[p * p];
  }

  /**
   * Sums all logits.
   *
   * @param logits {@code [p][p][p]} of a, b, c
   */
  LogitSums(CentredLogits logits, int p) {
    this(p);
    add(logits, 0);
  }

  /**
   * Adds those of some pairs.
   *
   * @param logits {@code [pairs][p]}
   * @param first the first pair, a·p + b
   */
  void add(CentredLogits logits, int first) {
    double[] centred = logits.values();
    for (int i = 0; i < centred.length / p; i++) {
      add(centred, i * p, first + i);
    }
    total += logits.squares();
  }

  private void add(double[] centred, int from, int pair) {
    int a = pair / p;
    int b = pair % p;
    int to = Math.floorMod(a - b, p) * p;
    int sum = (a + b) % p;
    addPart(centred, from + sum, p - sum, to);
    addPart(centred, from, sum, to + p - sum);
  }

  private void addPart(double[] centred, int from, int count, int to) {
    for (int i = 0; i < count; i++) {
      values[to + i] += centred[from + i];
    }
  }

  /** {@code [a − b][c − a − b]}, both modulo p; not a copy. */
  double[] values() {
    return values;
  }

  /** Squares of all p³ centred logits. */
  double total() {
    return total;
  }
}
