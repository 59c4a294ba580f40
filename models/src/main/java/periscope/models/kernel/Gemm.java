package periscope.models.kernel;

import java.util.Locale;

/**
 * A matrix product C = A·B + β·C of one fixed shape, on row-major arrays, by OpenBLAS on the
 * calling thread.
 *
 * <pre>{@code
 * static final Gemm LOGITS = Gemm.of(rows, classes, width);
 * LOGITS.multiply(hidden, weights, logits);             // logits = hidden · weights
 * Gemm.of(width, classes, rows).transposedA()           // weights' gradient = hiddenᵀ · gradient
 *     .multiply(hidden, 0, logitGradient, 0, 1f, weightGradient, 0);
 * }</pre>
 *
 * <p>The result's bits depend on the shape and on the processor, never on threads. With β = 0 the
 * old content of C is not read, so NaN there does no harm. C must not share memory with A or B.
 * Indices outside an array are an {@link IndexOutOfBoundsException}.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k terms of each sum
 * @param transposeA whether A is stored as {@code [k][m]} rather than {@code [m][k]}
 * @param transposeB whether B is stored as {@code [n][k]} rather than {@code [k][n]}
 * @param strideA distance between the starts of two stored rows of A
 * @param strideB the same for B
 * @param strideC the same for C
 */
public record Gemm(
    int m,
    int n,
    int k,
    boolean transposeA,
    boolean transposeB,
    int strideA,
    int strideB,
    int strideC) {

  /** Checks that sizes are positive and rows do not overlap. */
  public Gemm {
    if (m < 1 || n < 1 || k < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a matrix product of %d × %d × %d is empty: expected sizes of 1 or more",
              m,
              n,
              k));
    }
    if (strideA < (transposeA ? m : k) || strideB < (transposeB ? k : n) || strideC < n) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "strides %d, %d, %d are shorter than the rows of a %d × %d × %d product",
              strideA,
              strideB,
              strideC,
              m,
              n,
              k));
    }
  }

  /** C {@code [m][n]} = A {@code [m][k]} · B {@code [k][n]}, rows without gaps. */
  public static Gemm of(int m, int n, int k) {
    return new Gemm(m, n, k, false, false, k, n, n);
  }

  /** This product with A stored as {@code [k][m]}, rows without gaps. */
  public Gemm transposedA() {
    return new Gemm(m, n, k, true, transposeB, m, strideB, strideC);
  }

  /** This product with B stored as {@code [n][k]}, rows without gaps. */
  public Gemm transposedB() {
    return new Gemm(m, n, k, transposeA, true, strideA, k, strideC);
  }

  /** This product with these distances between stored rows. */
  public Gemm strides(int a, int b, int c) {
    return new Gemm(m, n, k, transposeA, transposeB, a, b, c);
  }

  /** C = A·B. */
  public void multiply(float[] a, float[] b, float[] c) {
    multiply(a, 0, b, 0, 0f, c, 0);
  }

  /** C = A·B + β·C, with the matrices starting at these offsets of their arrays. */
  public void multiply(
      float[] a, int aOffset, float[] b, int bOffset, float beta, float[] c, int cOffset) {
    checkBounds(a.length, aOffset, b.length, bOffset, c.length, cOffset);
    Blas.sgemm(this, a, aOffset, b, bOffset, beta, c, cOffset);
  }

  /** C = A·B. */
  public void multiply(double[] a, double[] b, double[] c) {
    multiply(a, 0, b, 0, 0.0, c, 0);
  }

  /** C = A·B + β·C, with the matrices starting at these offsets of their arrays. */
  public void multiply(
      double[] a, int aOffset, double[] b, int bOffset, double beta, double[] c, int cOffset) {
    checkBounds(a.length, aOffset, b.length, bOffset, c.length, cOffset);
    Blas.dgemm(this, a, aOffset, b, bOffset, beta, c, cOffset);
  }

  private void checkBounds(
      int aLength, int aOffset, int bLength, int bOffset, int cLength, int cOffset) {
    check("A", aLength, aOffset, transposeA ? k : m, transposeA ? m : k, strideA);
    check("B", bLength, bOffset, transposeB ? n : k, transposeB ? k : n, strideB);
    check("C", cLength, cOffset, m, n, strideC);
  }

  private static void check(
      String name, int length, int offset, int rows, int columns, int stride) {
    long end = offset + (rows - 1) * (long) stride + columns;
    if (offset < 0 || end > length) {
      throw new IndexOutOfBoundsException(
          String.format(
              Locale.ROOT,
              "matrix %s of %d × %d at offset %d with stride %d does not fit in %d values",
              name,
              rows,
              columns,
              offset,
              stride,
              length));
    }
  }
}
