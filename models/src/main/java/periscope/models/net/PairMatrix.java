package periscope.models.net;

import periscope.models.kernel.Gemm;

/**
 * An effective matrix of a {@link PairMlp}: a parameter, or the product of two.
 *
 * @param rows its rows
 * @param columns its columns
 * @param form what it is made of
 */
record PairMatrix(int rows, int columns, Form form) {

  /** What a matrix is made of; parameters by their position. */
  sealed interface Form {}

  /** The parameter itself. */
  record Whole(int parameter) implements Form {}

  /**
   * {@code left · right}, or {@code left · rightᵀ}.
   *
   * @param inner columns of {@code left}
   */
  record Product(int left, int right, int inner, boolean rightTransposed) implements Form {
    Gemm gemm(int rows, int columns) {
      Gemm gemm = Gemm.of(rows, columns, inner);
      return rightTransposed ? gemm.transposedB() : gemm;
    }
  }

  int size() {
    return Math.multiplyExact(rows, columns);
  }

  /** Its value in float64. */
  Tensor value(Tensor[] parameters) {
    return switch (form) {
      case Whole whole -> parameters[whole.parameter];
      case Product product -> {
        Tensor result = Tensor.zeros(rows, columns);
        product
            .gemm(rows, columns)
            .multiply(
                parameters[product.left].values(),
                parameters[product.right].values(),
                result.values());
        yield result;
      }
    };
  }
}
