package periscope.models.net;

import java.util.Arrays;

/**
 * The values that a {@link FoldedLayer} takes through W_O.
 *
 * <p>Where all examples ask with one row, as with = at the end, they need not be mixed at that
 * position: what a query takes of all positions adds up to c = α + (1 − α) · positions, so that
 *
 * <pre>{@code
 * Σ A[p]·v[p] = c·v[last] + Σ over p < last of A[p]·(v[p] − v[last])
 * }</pre>
 *
 * <p>The first term is common to all examples. Nothing depends on A[last] then, whose gradient is
 * 0: that of the scores is the same, as softmax's does not see what all positions have in common.
 */
final class FoldedValues {
  private final TokenTable table;
  private final boolean hasCommon;
  private final int rows;
  private final int width; // of all heads
  private final float total; // c
  private final float[] values; // [rows][heads][dHead]
  private final float[] common; // [heads][dHead]
  private final float[] commonSlope; // as common
  private final float[] sums; // as common; of the slopes of values

  FoldedValues(TransformerSpec spec, TokenTable table) {
    this.table = table;
    hasCommon = table.sharedQuery() && table.positions() > 1;
    rows = hasCommon ? table.firstQuery() : table.rows();
    width = spec.heads() * spec.dHead();
    double alpha = spec.attentionCoefficient();
    total = (float) (alpha + (1 - alpha) * table.positions());
    values = hasCommon ? new float[Math.multiplyExact(rows, width)] : table.values();
    common = new float[hasCommon ? width : 0];
    commonSlope = new float[common.length];
    sums = new float[common.length];
  }

  /** Whether the last position's values are {@link #common} to all examples, so not mixed. */
  boolean hasCommon() {
    return hasCommon;
  }

  /** The positions that are mixed, from the first on. */
  int positions() {
    return hasCommon ? table.positions() - 1 : table.positions();
  }

  /** The table's rows of these positions. */
  int rows() {
    return rows;
  }

  /** What is mixed, {@code [rows][heads][dHead]}. */
  float[] values() {
    return values;
  }

  /** What every example takes, {@code [heads][dHead]}. */
  float[] common() {
    return common;
  }

  /** Where the gradient of {@link #common} goes. */
  float[] commonSlope() {
    return commonSlope;
  }

  /** Makes {@link #values} of some rows. */
  void set(RowRange range) {
    if (hasCommon) {
      float[] all = table.values();
      int last = rows * width;
      for (int from = range.from() * width; from < range.to() * width; from += width) {
        for (int i = 0; i < width; i++) {
          values[from + i] = all[from + i] - all[last + i];
        }
      }
    }
  }

  /** Makes {@link #common}, if there is such. */
  void setCommon() {
    for (int i = 0; i < common.length; i++) {
      common[i] = total * table.values()[rows * width + i];
    }
  }

  /**
   * To the gradient of the values that are common, once {@link TokenSlopes#values} has those of the
   * others.
   */
  void finishSlopes() {
    float[] slopes = table.slopes().values();
    int last = rows * width;
    Arrays.fill(slopes, last, slopes.length, 0);
    TokenSlopes.sumRows(slopes, sums);
    for (int i = 0; i < width; i++) {
      slopes[last + i] = total * commonSlope[i] - sums[i];
    }
  }
}
