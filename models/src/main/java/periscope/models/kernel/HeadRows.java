package periscope.models.kernel;

/**
 * Rows of queries, keys or values, {@code [heads][dHead]} each, and the gradients that they get; a
 * row may be that of many examples.
 *
 * <p>Values are float32. Gradients are added up in float64, so that the order of examples hardly
 * matters and the loops are vectorised.
 */
public final class HeadRows {
  private final float[] values;
  private final double[] slopes;
  private final int firstRow;
  private final int stride;
  private final int column;
  private final int width;

  /**
   * Rows in arrays that are shared with the caller.
   *
   * @param values the rows, and perhaps others beside them
   * @param slopes gradients, laid out as the values
   * @param firstRow number of the first row in the arrays
   * @param stride distance between the starts of two rows
   * @param column where in a row these begin
   * @param width heads · dHead
   */
  public HeadRows(
      float[] values, double[] slopes, int firstRow, int stride, int column, int width) {
    this.values = values;
    this.slopes = slopes;
    this.firstRow = firstRow;
    this.stride = stride;
    this.column = column;
    this.width = width;
  }

  /** Copies a row to {@code out}. */
  void copy(int row, float[] out, int to) {
    System.arraycopy(values, (row - firstRow) * stride + column, out, to, width);
  }

  /** Adds to a row's gradient. */
  void addSlope(int row, float[] slope, int from) {
    Elementwise.addRow(slope, from, slopes, (row - firstRow) * stride + column, width);
  }
}
