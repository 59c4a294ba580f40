package periscope.reports.internal;

import java.io.IOException;
import java.util.Arrays;

/** Rows that are fetched one at a time, so that a large measure need not be held in memory. */
public interface Rows {

  /** How many there are. */
  int count();

  /** The values of one row, row-major; the caller does not change them. */
  double[] row(int index) throws IOException; // [rowSize]

  /** Rows of one array, {@code values[index * rowSize …]}. */
  static Rows of(double[] values, int rowSize) {
    return new Rows() {
      @Override
      public int count() {
        return values.length / rowSize;
      }

      @Override
      public double[] row(int index) {
        return Arrays.copyOfRange(values, index * rowSize, (index + 1) * rowSize);
      }
    };
  }
}
