package periscope.models.net;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.RowProduct;

/**
 * The map y = x·W + b in float32 over blocks of rows, and what one lane adds to the gradients of W
 * and b.
 */
final class LinearLane {
  private static final float[] NO_BIAS = {};

  private final int in;
  private final int out;
  private final boolean transposed;
  private final Function<Parameters, float[]> weights;
  private final Optional<Function<Parameters, float[]>> bias;
  private final LaneSum.Single weightSlope; // [in][out], or [out][in] if transposed
  private final LaneSum.Single biasSlope; // [out], or empty
  private final float[] ones; // [rows], to sum rows by a product
  private final RowProduct toY;
  private final RowProduct toX;
  private final RowProduct toWeights;
  private final RowProduct toBias;

  /**
   * A map of blocks of up to {@code rows} rows.
   *
   * @param transposed whether W is stored as {@code [out][in]}, of which the first rows are used
   * @param weights finds W, and its gradient
   * @param bias finds b, and its gradient
   */
  LinearLane(
      int rows,
      int in,
      int out,
      boolean transposed,
      Function<Parameters, float[]> weights,
      Optional<Function<Parameters, float[]>> bias) {
    this.in = in;
    this.out = out;
    this.transposed = transposed;
    this.weights = weights;
    this.bias = bias;
    weightSlope = new LaneSum.Single(new float[Math.multiplyExact(in, out)], weights);
    biasSlope =
        new LaneSum.Single(new float[bias.isPresent() ? out : 0], bias.orElse(all -> NO_BIAS));
    ones = new float[bias.isPresent() ? rows : 0];
    Arrays.fill(ones, 1);
    toY = new RowProduct(n -> transposedIf(Gemm.of(n, out, in), transposed));
    toX = new RowProduct(n -> transposedIf(Gemm.of(n, in, out), !transposed));
    toWeights =
        new RowProduct(n -> (transposed ? Gemm.of(out, in, n) : Gemm.of(in, out, n)).transposedA());
    toBias = new RowProduct(n -> Gemm.of(1, out, n));
  }

  private static Gemm transposedIf(Gemm gemm, boolean transposed) {
    return transposed ? gemm.transposedB() : gemm;
  }

  /** What this lane adds to gradients. */
  Stream<LaneSum> sums() {
    return bias.isPresent() ? Stream.of(weightSlope, biasSlope) : Stream.of(weightSlope);
  }

  /**
   * {@code y = x·W + b}.
   *
   * @param x {@code [rows][in]}
   * @param y {@code [rows][out]}
   */
  void forward(Parameters values, float[] x, int rows, float[] y) {
    if (bias.isPresent()) {
      Elementwise.repeatRow(bias.get().apply(values), rows, out, y);
    }
    toY.of(rows).multiply(x, 0, weights.apply(values), 0, bias.isPresent() ? 1f : 0f, y, 0);
  }

  /**
   * Adds to the gradients of W and b, and gives that of x.
   *
   * @param beta 0 for the first block of a step, then 1
   * @param x {@code [rows][in]}
   * @param ySlope {@code [rows][out]}
   * @param xSlope overwritten, {@code [rows][in]}
   */
  void backward(
      Parameters values, float[] x, float[] ySlope, int rows, float beta, float[] xSlope) {
    addSlopes(x, ySlope, rows, beta);
    if (out == 1) { // a product of that shape would spend its time on copies
      Elementwise.outer(ySlope, weights.apply(values), rows, in, xSlope);
    } else {
      toX.of(rows).multiply(ySlope, weights.apply(values), xSlope);
    }
  }

  /** Adds to the gradients of W and b, as {@link #backward} does. */
  void addSlopes(float[] x, float[] ySlope, int rows, float beta) {
    float[] sum = weightSlope.values();
    if (transposed) {
      toWeights.of(rows).multiply(ySlope, 0, x, 0, beta, sum, 0);
    } else {
      toWeights.of(rows).multiply(x, 0, ySlope, 0, beta, sum, 0);
    }
    if (bias.isPresent()) {
      toBias.of(rows).multiply(ones, 0, ySlope, 0, beta, biasSlope.values(), 0);
    }
  }
}
