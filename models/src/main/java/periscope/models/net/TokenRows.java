package periscope.models.net;

import java.util.Arrays;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Mixture;

/**
 * What tokens make of neurons, or of logits past these, in float64: rows of a table, of which an
 * example adds up some, each with a weight, and what it gets besides.
 */
final class TokenRows {
  private final double[][] rows; // [rows · heads][width]
  private final double[][] common; // [heads][width]
  private final double[][] starts; // [asking][width]

  private TokenRows(double[][] rows, double[][] common, double[][] starts) {
    this.rows = rows;
    this.common = common;
    this.starts = starts;
  }

  /**
   * The rows.
   *
   * @param rows what heads hand on, {@code [rows · heads][width]}
   * @param common what each head hands on to all examples besides, {@code [heads][width]}
   * @param straight what passes the heads by, {@code [asking][width]}
   */
  static TokenRows of(double[][] rows, double[][] common, double[][] straight) {
    var sums = new TokenRows(rows, common, straight);
    for (double[] more : common) {
      sums = sums.plus(more, 1);
    }
    return sums;
  }

  private TokenRows plus(double[] more, double factor) {
    double[][] sums = new double[starts.length][];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = starts[i].clone();
      Elementwise.addScaled(sums[i], more, factor, 0, more.length);
    }
    return new TokenRows(rows, common, sums);
  }

  int width() {
    return starts[0].length;
  }

  /**
   * Adds up what an example gets.
   *
   * @param asking which row passes the heads by
   * @param which rows of heads, the first {@code count} of this
   * @param sum {@code [width]}, overwritten
   */
  void sum(int asking, int[] which, double[] weights, int count, double[] sum) {
    System.arraycopy(starts[asking], 0, sum, 0, sum.length);
    Mixture.add(sum, rows, which, weights, count);
  }

  /** The same rows, where one head hands on nothing to all examples. */
  TokenRows without(int head) {
    return plus(common[head], -1);
  }

  /**
   * What an example gets of a head with these weights.
   *
   * @param weights one for each of the head's rows
   */
  double[] of(int head, double[] weights) {
    int[] which = new int[weights.length];
    Arrays.setAll(which, row -> row * common.length + head);
    double[] sum = common[head].clone();
    Mixture.add(sum, rows, which, weights, which.length);
    return sum;
  }
}
