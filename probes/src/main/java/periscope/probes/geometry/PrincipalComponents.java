package periscope.probes.geometry;

import java.util.Locale;
import periscope.models.kernel.Blas;
import periscope.models.kernel.Gemm;
import smile.math.matrix.Matrix;

/**
 * Principal components of the rows of a matrix that is {@linkplain #centred centred} over rows.
 *
 * <p>By the singular value decomposition of the centred matrix (Smile, LAPACK's dgesdd), so that
 * small components are not squared away. Components come in order of falling variance. A
 * component's sign is arbitrary: here its entry of largest magnitude (the first such) is positive.
 * Where two components have the same variance, as the cosine and sine of one frequency nearly do,
 * their directions within the plane they span are arbitrary too.
 *
 * <ul>
 *   <li>There are min(rows − 1, columns) components.
 *   <li>Rows that are all equal: every explained share is NaN.
 *   <li>A value that is NaN or infinite: every number is NaN.
 * </ul>
 */
public final class PrincipalComponents {
  static {
    Blas.requireOneThread(); // in Smile, too
  }

  private final double[] explained; // [components]
  private final double[] axes; // [components][columns]; empty if not asked for
  private final int columns;

  private PrincipalComponents(double[] explained, double[] axes, int columns) {
    this.explained = explained;
    this.axes = axes;
    this.columns = columns;
  }

  /** How many components {@code rows} points in {@code columns} dimensions have. */
  public static int count(int rows, int columns) {
    return Math.min(rows - 1, columns);
  }

  /**
   * Shares and axes.
   *
   * @param centred {@code [rows][columns]}, unchanged
   */
  public static PrincipalComponents of(double[] centred, int rows, int columns) {
    return decompose(centred, rows, columns, true);
  }

  /**
   * Shares of variance only, which takes half the time.
   *
   * @param centred {@code [rows][columns]}, unchanged
   * @return {@code [components]}
   */
  public static double[] explained(double[] centred, int rows, int columns) {
    return decompose(centred, rows, columns, false).explained;
  }

  /** Number of components. */
  public int count() {
    return explained.length;
  }

  /** Share of the variance along each component, falling, together 1; not a copy. */
  public double[] explained() {
    return explained;
  }

  /** One entry of a component's unit vector. */
  public double axis(int component, int column) {
    return axes[component * columns + column];
  }

  /**
   * Another matrix on these axes.
   *
   * @param centred {@code [rows][columns]}, unchanged
   * @param axisCount how many of the axes, the first ones
   * @return {@code [rows][axisCount]}
   */
  public double[] project(double[] centred, int axisCount) {
    int rows = centred.length / columns;
    double[] projected = new double[rows * axisCount];
    Gemm.of(rows, axisCount, columns).transposedB().multiply(centred, axes, projected);
    return projected;
  }

  /**
   * A matrix with every column's mean taken away.
   *
   * @param matrix {@code [rows][columns]}, unchanged
   * @return {@code [rows][columns]}
   */
  public static double[] centred(double[] matrix, int rows, int columns) {
    double[] mean = new double[columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        mean[column] += matrix[row * columns + column];
      }
    }
    double[] centred = new double[matrix.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        centred[row * columns + column] = matrix[row * columns + column] - mean[column] / rows;
      }
    }
    return centred;
  }

  private static PrincipalComponents decompose(
      double[] centred, int rows, int columns, boolean withAxes) {
    if (rows < 2 || columns < 1 || centred.length != rows * columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected 2 or more rows of %d values, found %d rows and %d values",
              columns,
              rows,
              centred.length));
    }
    int components = count(rows, columns);
    double[] explained = new double[components];
    double[] axes = new double[withAxes ? components * columns : 0];
    if (!isFinite(centred)) {
      java.util.Arrays.fill(explained, Double.NaN);
      java.util.Arrays.fill(axes, Double.NaN);
      return new PrincipalComponents(explained, axes, columns);
    }
    // Smile's matrices are column-major: our rows are its columns, and its left vectors our axes.
    var svd = new Matrix(columns, rows, columns, centred.clone()).svd(withAxes, true);
    double total = 0;
    for (double value : svd.s) {
      total += value * value;
    }
    for (int c = 0; c < components; c++) {
      explained[c] = svd.s[c] * svd.s[c] / total;
      for (int column = 0; withAxes && column < columns; column++) {
        axes[c * columns + column] = svd.U.get(column, c);
      }
      if (withAxes) {
        fixSign(axes, c * columns, columns);
      }
    }
    return new PrincipalComponents(explained, axes, columns);
  }

  private static void fixSign(double[] axes, int from, int length) {
    int largest = from;
    for (int i = from; i < from + length; i++) {
      if (Math.abs(axes[i]) > Math.abs(axes[largest])) {
        largest = i;
      }
    }
    if (axes[largest] < 0) {
      for (int i = from; i < from + length; i++) {
        axes[i] = -axes[i];
      }
    }
  }

  private static boolean isFinite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
