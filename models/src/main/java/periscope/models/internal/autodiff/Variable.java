package periscope.models.internal.autodiff;

import java.util.Arrays;
import java.util.Locale;

/**
 * A matrix on a {@link Tape}: its values and, after a pass back, the slope of the loss by each of
 * them. It has a fixed number of rows, or so many for each example of the pass.
 */
public final class Variable {
  private final int rows; // if not by example
  private final int rowsEach; // of an example; 0 if not by example
  private final int width;
  private final double[] slopes; // [rows][width]
  private double[] values; // [rows][width]

  Variable(int rows, int rowsEach, int width, int capacity) {
    this.rows = rows;
    this.rowsEach = rowsEach;
    this.width = width;
    int most = rowsEach > 0 ? Math.multiplyExact(rowsEach, capacity) : rows;
    values = new double[Math.multiplyExact(most, width)];
    slopes = new double[values.length];
  }

  /** Number of columns. */
  public int width() {
    return width;
  }

  /** Rows an example has; 0 if the number of rows is fixed. */
  int rowsEach() {
    return rowsEach;
  }

  /** Number of rows in a pass of so many examples. */
  int rows(int examples) {
    return rowsEach > 0 ? rowsEach * examples : rows;
  }

  /** Number of values in a pass of so many examples. */
  int size(int examples) {
    return rows(examples) * width;
  }

  /** Values, row-major, not a copy; of those that depend on examples the first are used. */
  public double[] values() {
    return values;
  }

  /** Slopes of the loss, like {@link #values}. */
  public double[] slopes() {
    return slopes;
  }

  /**
   * Takes the values from another array from now on: a parameter's, which is not copied.
   *
   * @throws IllegalArgumentException if it has another size
   */
  public void bind(double[] array) {
    if (array.length != slopes.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found %d values, expected %d", array.length, slopes.length));
    }
    values = array;
  }

  /** Sets all slopes of such a pass to 0. */
  void clear(int examples) {
    Arrays.fill(slopes, 0, size(examples), 0);
  }

  @Override
  public String toString() {
    return rowsEach > 0
        ? String.format(Locale.ROOT, "[%d an example][%d]", rowsEach, width)
        : String.format(Locale.ROOT, "[%d][%d]", rows, width);
  }
}
