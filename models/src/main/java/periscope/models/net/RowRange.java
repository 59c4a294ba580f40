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

  private static final int MAX_TASKS = 64;

  int count() {
    return to - from;
  }

  /** Splits rows into tasks of a size worth a thread; depends on these two numbers only. */
  static List<RowRange> split(int rows, long flopsPerRow) {
    long wanted = Math.round(rows * (double) flopsPerRow / TASK_FLOPS);
    int count = Math.clamp(wanted, 1, Math.min(rows, MAX_TASKS));
    List<RowRange> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranges.add(
          new RowRange((int) ((long) rows * i / count), (int) ((long) rows * (i + 1) / count)));
    }
    return ranges;
  }
}
