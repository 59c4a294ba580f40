package periscope.reports.internal;

import java.util.List;
import java.util.Locale;

/**
 * One measure over steps, as a report shows it.
 *
 * @param id the measure's id
 * @param axis which steps its rows stand for
 * @param rowShape dimensions of one row; empty for a scalar
 * @param definition what it is, in words; may be empty
 * @param rows the rows, one for every step of the axis
 * @param mayKeep how many rows a page may hold at most
 */
public record Series(
    String id, Axis axis, List<Integer> rowShape, String definition, Rows rows, int mayKeep) {

  /** The two step axes of a run. */
  public enum Axis {
    /** One row for every checkpoint. */
    CHECKPOINTS,
    /** One row for every logged metric step, usually denser. */
    METRICS
  }

  /** Whether it says itself how many rows a page may hold: then it chose which, and is held so. */
  boolean isLimited() {
    return mayKeep < Integer.MAX_VALUE;
  }

  /** Takes a copy of the shape. */
  public Series {
    rowShape = List.copyOf(rowShape);
  }

  /** A series of which a page holds as many rows as there is room for. */
  public Series(String id, Axis axis, List<Integer> rowShape, String definition, Rows rows) {
    this(id, axis, rowShape, definition, rows, Integer.MAX_VALUE);
  }

  /** A series whose rows lie one after another in one array, {@code [N][rowShape…]}. */
  public static Series of(String id, Axis axis, List<Integer> rowShape, double[] values) {
    int size = size(rowShape);
    if (size == 0 || values.length % size != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "series '%s' has %d values, expected a multiple of %d",
              id,
              values.length,
              size));
    }
    return new Series(id, axis, rowShape, "", Rows.of(values, size));
  }

  /** Number of values in a row. */
  public int rowSize() {
    return size(rowShape);
  }

  private static int size(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
