package periscope.models.net;

import java.util.Arrays;

/** A block's examples in the order of their rows of a table, those with the same row together. */
final class RowOrder {
  private final int[] starts; // [table's rows + 1]
  private final int[] examples; // [block], by place in the order
  private final int[] rows; // [block], by place in the order

  /**
   * Orders of blocks.
   *
   * @param tableRows rows of the table
   * @param most examples that a block has at most
   */
  RowOrder(int tableRows, int most) {
    starts = new int[tableRows + 1];
    examples = new int[most];
    rows = new int[most];
  }

  /** Takes the rows of the first {@code n} examples. */
  void set(int[] rowOf, int n) {
    Arrays.fill(starts, 0);
    for (int i = 0; i < n; i++) {
      starts[rowOf[i] + 1]++;
    }
    for (int row = 1; row < starts.length; row++) {
      starts[row] += starts[row - 1];
    }
    for (int i = 0; i < n; i++) {
      int place = starts[rowOf[i]]++;
      examples[place] = i;
      rows[place] = rowOf[i];
    }
  }

  /** The example at a place. */
  int example(int place) {
    return examples[place];
  }

  /** The rows in order. */
  int[] rows() {
    return rows;
  }

  /** Puts {@code [examples][width]} in this order. */
  void apply(float[] values, int n, int width, float[] ordered) {
    for (int place = 0; place < n; place++) {
      System.arraycopy(values, examples[place] * width, ordered, place * width, width);
    }
  }

  /** Undoes {@link #apply}. */
  void undo(float[] ordered, int n, int width, float[] values) {
    for (int place = 0; place < n; place++) {
      System.arraycopy(ordered, place * width, values, examples[place] * width, width);
    }
  }
}
