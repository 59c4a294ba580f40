package periscope.models.net;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a matrix that one task works on.
 *
 * @param from the first
 * @param to after the last
 */
record RowRange(int from, int to) {
  /**
   * About 10 µs, which is long against waking a thread; and less than a million products, up to
   * which OpenBLAS multiplies without copying its matrices, where it can.
   */
  private static final double TASK_FLOPS = 1.9e6;

  /** Values of the result up to which it does so, too, where the second matrix is transposed. */
  private static final int TRANSPOSED_VALUES = 1200;

  private static final int MAX_TASKS = 64;

  int count() {
    return to - from;
  }

  /** Splits rows into tasks of a size worth a thread; depends on these two numbers only. */
  static List<RowRange> split(int rows, long flopsPerRow) {
    return cut(rows, tasks(rows, flopsPerRow));
  }

  /**
   * The same for the rows of A · Bᵀ with this many columns: up to twice as many tasks, where these
   * are then multiplied without copying.
   */
  static List<RowRange> splitTransposed(int rows, int columns, long flopsPerRow) {
    int tasks = tasks(rows, flopsPerRow);
    long small = Math.ceilDiv((long) rows * columns, TRANSPOSED_VALUES);
    return cut(rows, small <= 2L * tasks ? Math.max((int) small, tasks) : tasks);
  }

  private static int tasks(int rows, long flopsPerRow) {
    long wanted = Math.round(rows * (double) flopsPerRow / TASK_FLOPS);
    return Math.clamp(wanted, 1, Math.min(rows, MAX_TASKS));
  }

  private static List<RowRange> cut(int rows, int count) {
    List<RowRange> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranges.add(
          new RowRange((int) ((long) rows * i / count), (int) ((long) rows * (i + 1) / count)));
    }
    return ranges;
  }
}
