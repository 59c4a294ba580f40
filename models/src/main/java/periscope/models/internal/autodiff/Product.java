package periscope.models.internal.autodiff;

import periscope.models.kernel.Gemm;

/** x·W, or x·Wᵀ with as many of the rows of W as there are columns of the result. */
final class Product extends Operation {
  private final Variable x; // [rows][in]
  private final Variable w; // [in][out], or transposed
  private final boolean transposed;

  Product(Variable x, Variable w, boolean transposed, Variable result) {
    super(result);
    this.x = x;
    this.w = w;
    this.transposed = transposed;
  }

  @Override
  void forward(int examples) {
    Gemm product = Gemm.of(x.rows(examples), result().width(), x.width());
    (transposed ? product.transposedB() : product)
        .multiply(x.values(), w.values(), result().values());
  }

  /** dx += dy·Wᵀ and dW += xᵀ·dy; of the transposed one dx += dy·W and dW += dyᵀ·x. */
  @Override
  void backward(int examples) {
    int rows = x.rows(examples);
    int in = x.width();
    int out = result().width();
    double[] slopes = result().slopes();
    Gemm toX = Gemm.of(rows, in, out);
    (transposed ? toX : toX.transposedB()).multiply(slopes, 0, w.values(), 0, 1.0, x.slopes(), 0);
    if (transposed) {
      Gemm.of(out, in, rows).transposedA().multiply(slopes, 0, x.values(), 0, 1.0, w.slopes(), 0);
    } else {
      Gemm.of(in, out, rows).transposedA().multiply(x.values(), 0, slopes, 0, 1.0, w.slopes(), 0);
    }
  }
}
