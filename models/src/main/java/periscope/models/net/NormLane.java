package periscope.models.net;

import java.util.function.Function;
import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.LayerNorm;

/** {@link LayerNorm} over blocks of rows, and what one lane adds to the gradients of w and b. */
final class NormLane {
  private final int width;
  private final Function<Parameters, float[]> weights;
  private final Function<Parameters, float[]> bias;
  private final double[] wideWeights; // [width]
  private final double[] wideBias; // [width]
  private final float[] standard; // [rows][width]
  private final double[] inverse; // [rows]
  private final LaneSum.Wide weightSlope; // [width]
  private final LaneSum.Wide biasSlope; // [width]

  /** Of blocks of up to {@code rows} rows; the functions find w and b, and their gradients. */
  NormLane(
      int rows,
      int width,
      Function<Parameters, float[]> weights,
      Function<Parameters, float[]> bias) {
    this.width = width;
    this.weights = weights;
    this.bias = bias;
    wideWeights = new double[width];
    wideBias = new double[width];
    standard = new float[Math.multiplyExact(rows, width)];
    inverse = new double[rows];
    weightSlope = new LaneSum.Wide(new double[width], weights);
    biasSlope = new LaneSum.Wide(new double[width], bias);
  }

  /** The normalisation whose w and b have this name and {@code .w} or {@code .b} behind it. */
  static NormLane of(int rows, int width, ParameterIndex index, String name) {
    return new NormLane(rows, width, index.find(name + ".w"), index.find(name + ".b"));
  }

  Stream<LaneSum> sums() {
    return Stream.of(weightSlope, biasSlope);
  }

  /** Takes w and b, once a step. */
  void prepare(Parameters values) {
    Elementwise.widen(weights.apply(values), wideWeights, 0, width);
    Elementwise.widen(bias.apply(values), wideBias, 0, width);
  }

  /** {@code y = norm(x)} of the rows {@code from} and on, both {@code [rows][width]}. */
  void forward(float[] x, int from, int rows, float[] y) {
    LayerNorm.forward(x, from, rows, width, standard, inverse, wideWeights, wideBias, y);
  }

  /** Makes the gradient of y that of x, for rows that were the last to go forward. */
  void backwardInPlace(float[] slope, int from, int rows) {
    LayerNorm.backwardInPlace(
        slope,
        from,
        rows,
        width,
        standard,
        inverse,
        wideWeights,
        weightSlope.values(),
        biasSlope.values());
  }

  /** Sets what has been added up to 0. */
  void clear() {
    weightSlope.clear();
    biasSlope.clear();
  }

  /** Writes what has been added up as the gradients of w and b, for a lane that is alone. */
  void total(Parameters gradient) {
    Elementwise.narrow(weightSlope.values(), weights.apply(gradient), 0, width);
    Elementwise.narrow(biasSlope.values(), bias.apply(gradient), 0, width);
  }
}
