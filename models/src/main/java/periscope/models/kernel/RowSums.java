package periscope.models.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * The sums of one matrix's rows, in float64. What OpenBLAS is given is made once, since C2 does not
 * always take away what each call would make.
 */
final class RowSums {
  private final int columns;
  private final long rows;
  private final MemorySegment matrix;
  private final MemorySegment ones;
  private final MemorySegment sums;

  /**
   * For matrices of this many columns.
   *
   * @param matrix {@code [rows][columns]}, read at each call
   * @param sums {@code [rows]}, written at each call
   */
  RowSums(double[] matrix, int columns, double[] sums) {
    this.columns = columns;
    this.rows = Math.min(matrix.length / columns, sums.length);
    this.matrix = MemorySegment.ofArray(matrix);
    this.sums = MemorySegment.ofArray(sums);
    double[] weights = new double[columns];
    Arrays.fill(weights, 1);
    ones = MemorySegment.ofArray(weights);
  }

  /** {@code sums[r] = Σ_c matrix[r][c]} for the first rows. */
  void take(int count) {
    Objects.checkFromIndexSize(0, count, rows);
    Blas.dgemv(count, columns, matrix, ones, sums);
  }
}
