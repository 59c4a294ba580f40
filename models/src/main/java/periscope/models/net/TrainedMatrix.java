package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import periscope.models.kernel.Gemm;

/**
 * An effective matrix during training: its value and gradient in float32, which are a parameter's
 * own arrays or, for a product, buffers here.
 */
final class TrainedMatrix {
  private final PairMatrix matrix;
  private final float @Nullable [] value;
  private final float @Nullable [] slope;

  TrainedMatrix(PairMatrix matrix) {
    this.matrix = matrix;
    boolean product = matrix.form() instanceof PairMatrix.Product;
    value = product ? new float[matrix.size()] : null;
    slope = product ? new float[matrix.size()] : null;
  }

  int size() {
    return matrix.size();
  }

  int rows() {
    return matrix.rows();
  }

  int columns() {
    return matrix.columns();
  }

  float[] value(Parameters weights) {
    return value == null ? whole(weights) : value;
  }

  float[] slope(Parameters gradient) {
    return slope == null ? whole(gradient) : slope;
  }

  private float[] whole(Parameters arrays) {
    return arrays.get(((PairMatrix.Whole) matrix.form()).parameter());
  }

  /** What computes the value of a product from its factors, in parts. */
  List<GradientPart> valueParts() {
    if (!(matrix.form() instanceof PairMatrix.Product product)) {
      return List.of();
    }
    int inner = product.inner();
    int columns = matrix.columns();
    List<GradientPart> parts = new ArrayList<>();
    long flopsPerRow = 2L * inner * columns;
    List<RowRange> split =
        product.rightTransposed()
            ? RowRange.splitTransposed(matrix.rows(), columns, flopsPerRow)
            : RowRange.split(matrix.rows(), flopsPerRow);
    for (RowRange rows : split) {
      Gemm gemm = product.gemm(rows.count(), columns);
      parts.add(
          (weights, gradient) ->
              gemm.multiply(
                  weights.get(product.left()),
                  rows.from() * inner,
                  weights.get(product.right()),
                  0,
                  0f,
                  value(weights),
                  rows.from() * columns));
    }
    return parts;
  }

  /** What this matrix's gradient adds, by the chain rule, to these rows of a factor's gradient. */
  List<FactorTerm> termsOf(int parameter, RowRange rows) {
    List<FactorTerm> terms = new ArrayList<>();
    if (matrix.form() instanceof PairMatrix.Product product) {
      if (product.left() == parameter) {
        terms.add(leftTerm(product, rows));
      }
      if (product.right() == parameter) {
        terms.add(rightTerm(product, rows));
      }
    }
    return terms;
  }

  /** Length of the sums in {@link #termsOf}; 0 if the parameter is no factor here. */
  int termLength(int parameter) {
    if (!(matrix.form() instanceof PairMatrix.Product product)) {
      return 0;
    }
    return (product.left() == parameter ? matrix.columns() : 0)
        + (product.right() == parameter ? matrix.rows() : 0);
  }

  /** M = L·R: rows of dL are rows of dM · Rᵀ. With R stored transposed, of dM · R. */
  private FactorTerm leftTerm(PairMatrix.Product product, RowRange rows) {
    int columns = matrix.columns();
    Gemm plain = Gemm.of(rows.count(), product.inner(), columns);
    Gemm gemm = product.rightTransposed() ? plain : plain.transposedB();
    return (weights, gradient, beta, target, offset) ->
        gemm.multiply(
            slope(gradient),
            rows.from() * columns,
            weights.get(product.right()),
            0,
            beta,
            target,
            offset);
  }

  /** M = L·R: rows of dR are columns of L, transposed, · dM. With R stored transposed, dMᵀ · L. */
  private FactorTerm rightTerm(PairMatrix.Product product, RowRange rows) {
    int columns = matrix.columns();
    int inner = product.inner();
    if (product.rightTransposed()) {
      Gemm gemm =
          Gemm.of(rows.count(), inner, matrix.rows()).transposedA().strides(columns, inner, inner);
      return (weights, gradient, beta, target, offset) ->
          gemm.multiply(
              slope(gradient), rows.from(), weights.get(product.left()), 0, beta, target, offset);
    }
    Gemm gemm =
        Gemm.of(rows.count(), columns, matrix.rows())
            .transposedA()
            .strides(inner, columns, columns);
    return (weights, gradient, beta, target, offset) ->
        gemm.multiply(
            weights.get(product.left()), rows.from(), slope(gradient), 0, beta, target, offset);
  }

  /** A term of the gradient of some rows of a factor: {@code target = term + beta · target}. */
  @FunctionalInterface
  interface FactorTerm {
    void add(Parameters weights, Parameters gradient, float beta, float[] target, int offset);
  }
}
