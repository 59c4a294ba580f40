package periscope.models.internal.autodiff;

import periscope.models.kernel.Gemm;

/** x·W_h for each head h, the results side by side. */
final class HeadsProduct extends Operation {
  private final Variable x; // [rows][in]
  private final Variable w; // [heads][in][out]
  private final int heads;

  HeadsProduct(Variable x, Variable w, int heads, Variable result) {
    super(result);
    this.x = x;
    this.w = w;
    this.heads = heads;
  }

  @Override
  void forward(int examples) {
    int in = x.width();
    int out = w.width();
    Gemm product = Gemm.of(x.rows(examples), out, in).strides(in, out, heads * out);
    for (int h = 0; h < heads; h++) {
      product.multiply(x.values(), 0, w.values(), h * in * out, 0.0, result().values(), h * out);
    }
  }

  @Override
  void backward(int examples) {
    int rows = x.rows(examples);
    int in = x.width();
    int out = w.width();
    double[] slopes = result().slopes();
    Gemm toX = Gemm.of(rows, in, out).transposedB().strides(heads * out, out, in);
    Gemm toW = Gemm.of(in, out, rows).transposedA().strides(in, heads * out, out);
    for (int h = 0; h < heads; h++) {
      toX.multiply(slopes, h * out, w.values(), h * in * out, 1.0, x.slopes(), 0);
      toW.multiply(x.values(), 0, slopes, h * out, 1.0, w.slopes(), h * in * out);
    }
  }
}
