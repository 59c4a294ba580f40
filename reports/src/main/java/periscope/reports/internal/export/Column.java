package periscope.reports.internal.export;

import java.io.IOException;
import java.util.List;

/**
 * A named quantity over steps, whose rows are fetched one at a time.
 *
 * @param name a metric's or measure's id, or a parameter's name
 * @param shape dimensions of one row; none for a single number
 * @param single whether the values are float32, so that they need only its digits and bytes
 * @param rows gives all rows in turn
 */
public record Column(String name, List<Integer> shape, boolean single, Source rows) {

  /** Gives rows to who asks. */
  @FunctionalInterface
  public interface Source {
    /** Gives all rows in turn, row-major; each array may be used again for the next row. */
    void forEach(RowConsumer consumer) throws IOException;
  }

  /** Takes one row. */
  @FunctionalInterface
  public interface RowConsumer {
    /** Takes the row's values, row-major. */
    void accept(double[] row) throws IOException;
  }

  /** Values of one row. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
