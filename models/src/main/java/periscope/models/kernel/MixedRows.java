package periscope.models.kernel;

/**
 * Weighted sums of a table's rows in float32: a query takes one row, of which there is one for each
 * head, with a weight for each. Queries that follow each other with the same row are one matrix
 * product, so the fewer times the row changes the faster.
 *
 * <p>Tables are {@code [rows][heads][stride]}, of which some columns are summed. One instance for
 * each thread.
 */
public final class MixedRows {
  private final int heads;
  private final int column;
  private final int width;
  private final int size; // of a row
  private final RowProduct toSums;
  private final RowProduct toWeights;
  private final RowProduct toTable;

  /** Sums of these columns of a table. */
  public MixedRows(int heads, int stride, int column, int width) {
    this.heads = heads;
    this.column = column;
    this.width = width;
    size = Math.multiplyExact(heads, stride);
    toSums = new RowProduct(n -> Gemm.of(n, width, heads).strides(heads, stride, width));
    toWeights =
        new RowProduct(n -> Gemm.of(n, heads, width).transposedB().strides(width, stride, heads));
    toTable =
        new RowProduct(n -> Gemm.of(heads, width, n).transposedA().strides(heads, width, stride));
  }

  /**
   * {@code sums[q] = Σ_heads weights[q][head] · table[rows[q]][head] + beta · sums[q]}.
   *
   * @param rows the first {@code queries} of this
   * @param weights {@code [queries][heads]}
   * @param sums {@code [queries][width]}
   */
  public void add(
      int[] rows, int queries, float[] weights, float[] table, float beta, float[] sums) {
    for (int q = 0, n; q < queries; q += n) {
      n = alike(rows, q, queries);
      int at = rows[q] * size + column;
      toSums.of(n).multiply(weights, q * heads, table, at, beta, sums, q * width);
    }
  }

  /**
   * From the gradient of the sums to that of the weights: {@code slopes[q][head] = sumSlopes[q] ·
   * table[rows[q]][head] + beta · slopes[q][head]}.
   */
  public void toWeights(
      int[] rows, int queries, float[] sumSlopes, float[] table, float beta, float[] slopes) {
    for (int q = 0, n; q < queries; q += n) {
      n = alike(rows, q, queries);
      int at = rows[q] * size + column;
      toWeights.of(n).multiply(sumSlopes, q * width, table, at, beta, slopes, q * heads);
    }
  }

  /** Adds the gradient of the sums to that of the table. */
  public void toTable(
      int[] rows, int queries, float[] weights, float[] sumSlopes, float[] tableSlopes) {
    for (int q = 0, n; q < queries; q += n) {
      n = alike(rows, q, queries);
      int at = rows[q] * size + column;
      toTable.of(n).multiply(weights, q * heads, sumSlopes, q * width, 1f, tableSlopes, at);
    }
  }

  /** How many queries from this one on have its row. */
  private static int alike(int[] rows, int query, int queries) {
    int end = query + 1;
    while (end < queries && rows[end] == rows[query]) {
      end++;
    }
    return end - query;
  }
}
