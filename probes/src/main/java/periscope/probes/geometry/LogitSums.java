package periscope.probes.geometry;

import periscope.models.kernel.Sums;

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
  LogitSums(double[] logits, int p) {
    this(p);
    add(logits, 0);
  }

  /**
   * Adds those of some pairs.
   *
   * @param logits {@code [pairs][p]}
   * @param first the first pair, a·p + b
   */
  void add(double[] logits, int first) {
    double[] row = new double[p];
    for (int i = 0; i < logits.length / p; i++) {
      int a = (first + i) / p;
      int b = (first + i) % p;
      System.arraycopy(logits, i * p, row, 0, p);
      Sums.centre(row);
      total += Sums.dot(row, row);
      int to = Math.floorMod(a - b, p) * p;
      int sum = (a + b) % p;
      add(row, sum, p - sum, to);
      add(row, 0, sum, to + p - sum);
    }
  }

  private void add(double[] row, int from, int count, int to) {
    for (int i = 0; i < count; i++) {
      values[to + i] += row[from + i];
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
