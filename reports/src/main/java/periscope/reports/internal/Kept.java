package periscope.reports.internal;

/**
 * Which rows of a series the page holds: every k-th and the last.
 *
 * @param rows rows of the series
 * @param every k
 * @param count rows kept
 */
record Kept(int rows, int every, int count) {

  /** As many rows of a series as it and the page's budget allow. */
  static Kept of(Series series, Budget budget) {
    int room = budget.of(series) / Math.max(1, series.rowSize());
    return of(series.rows().count(), Math.min(room, series.mayKeep()));
  }

  /** So many rows at most, but the first and the last, if there are two. */
  static Kept of(int rows, int most) {
    int mayKeep = Math.max(2, most);
    int every = rows <= mayKeep ? 1 : Math.ceilDiv(rows - 1, mayKeep - 1);
    return new Kept(rows, every, Math.ceilDiv(Math.max(0, rows - 1), every) + 1);
  }

  /** Which of the kept rows stands for a row: itself, or the last one before it. */
  int holding(int row) {
    return row == rows - 1 ? count - 1 : row / every;
  }

  /** The series' row that is kept as the k-th. */
  int index(int k) {
    return (int) Math.min((long) k * every, rows - 1L);
  }
}
