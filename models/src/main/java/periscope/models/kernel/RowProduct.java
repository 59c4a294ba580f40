package periscope.models.kernel;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Gemm} for each number of rows, made when it is first needed, so that a step need not.
 * One instance for each thread.
 */
public final class RowProduct {
  private final IntFunction<Gemm> shape;
  private @Nullable Gemm[] byRows = new Gemm[0];

  /** Products of this shape. */
  public RowProduct(IntFunction<Gemm> shape) {
    this.shape = shape;
  }

  /** The product for so many rows. */
  public Gemm of(int rows) {
    if (rows >= byRows.length) {
      byRows = Arrays.copyOf(byRows, rows + 1);
    }
    Gemm known = byRows[rows];
    if (known == null) {
      known = shape.apply(rows);
      byRows[rows] = known;
    }
    return known;
  }
}
