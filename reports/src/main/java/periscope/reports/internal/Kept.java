package periscope.reports.internal;

/**
 * Which rows of a series the page holds: every k-th and the last.
 *
 * @param rows rows of the series
 * @param every k
 * @param count rows kept
 */
record Kept(int rows, int every, int count) {

  /** As many rows of a series as the page's budget allows, at least the first and the last. */
  static Kept of(Series series, Budget budget) {
    int rows = series.rows().count();
    int mayKeep = Math.max(2, budget.of(series) / Math.max(1, series.rowSize()));
    int every = rows <= mayKeep ? 1 : Math.ceilDiv(rows - 1, mayKeep - 1);
    return new Kept(rows, every, Math.ceilDiv(Math.max(0, rows - 1), every) + 1);
  }

  /** The series' row that is kept as the k-th. */
  int index(int k) {
    return (int) Math.min((long) k * every, rows - 1L);
  }
}
