package periscope.models.net;

import java.util.Arrays;
import periscope.models.kernel.Gemm;

/** y = x·W + b in float64. */
final class Linear {
  private final double[] weights; // [in][stride], of which the first columns are used
  private final int stride;
  private final double[] bias; // [out], or none
  private final int in;
  private final int out;

  /**
   * A map without a bias.
   *
   * @param weights {@code [in][stride]}
   * @param out how many columns are used, the first
   */
  Linear(double[] weights, int in, int out) {
    this(weights, in, out, new double[0]);
  }

  /** A map with a bias {@code [out]}, or with none if that is empty. */
  Linear(double[] weights, int in, int out, double[] bias) {
    this.weights = weights;
    this.in = in;
    this.out = out;
    this.bias = bias;
    stride = weights.length / in;
  }

  /** Width of the result. */
  int out() {
    return out;
  }

  /** The same map without its bias. */
  Linear withoutBias() {
    return new Linear(weights, in, out);
  }

  /** The map of some of the inputs alone, without a bias. */
  Linear rows(int first, int count) {
    return new Linear(
        Arrays.copyOfRange(weights, first * stride, (first + count) * stride), count, out);
  }

  /** This map, then another: {@code (x·W + b)·W' + b'}. */
  Linear then(Linear next) {
    double[] product = next.withoutBias().apply(weights, 0, stride, in);
    double[] constant = bias.length > 0 ? next.apply(bias, 1) : next.bias;
    return new Linear(product, in, next.out, constant);
  }

  /** Adds the bias, if there is one, to rows {@code [rows][out]}. */
  void addBias(double[] rows) {
    for (int i = 0; i < rows.length && bias.length > 0; i++) {
      rows[i] += bias[i % out];
    }
  }

  /** Of rows without gaps, {@code [rows][in]} to {@code [rows][out]}. */
  double[] apply(double[] x, int rows) {
    return apply(x, 0, in, rows);
  }

  /** Of rows that start at {@code offset} and are {@code rowStride} apart. */
  double[] apply(double[] x, int offset, int rowStride, int rows) {
    double[] y = new double[Math.multiplyExact(rows, out)];
    for (int at = 0; bias.length > 0 && at < y.length; at += out) {
      System.arraycopy(bias, 0, y, at, out);
    }
    double beta = bias.length > 0 ? 1 : 0;
    Gemm.of(rows, out, in)
        .strides(rowStride, stride, out)
        .multiply(x, offset, weights, 0, beta, y, 0);
    return y;
  }

  /** Adds x·W, without the bias, to rows without gaps that start at {@code to} of {@code y}. */
  void addTo(double[] x, int rows, double[] y, int to) {
    Gemm.of(rows, out, in).strides(in, stride, out).multiply(x, 0, weights, 0, 1.0, y, to);
  }

  /** What a slope of the result is of what it was made of: {@code dy·Wᵀ}, {@code [rows][in]}. */
  double[] back(double[] dy, int rows) {
    double[] dx = new double[Math.multiplyExact(rows, in)];
    Gemm.of(rows, in, out).transposedB().strides(out, stride, in).multiply(dy, weights, dx);
    return dx;
  }
}
