package periscope.models.net;

import periscope.models.kernel.LayerNorm;

/** {@link LayerNorm} in float64, in two halves between which somebody may look. */
final class Norm {
  private final double[] weights; // [width]
  private final double[] bias; // [width]

  Norm(double[] weights, double[] bias) {
    this.weights = weights;
    this.bias = bias;
  }

  /** √(variance + ε) of each row, {@code [...][1]} for x {@code [...][width]}. */
  Tensor scale(Tensor x) {
    int width = weights.length;
    int[] shape = x.shape().stream().mapToInt(Integer::intValue).toArray();
    shape[shape.length - 1] = 1;
    Tensor scale = Tensor.zeros(shape);
    for (int row = 0; row < scale.values().length; row++) {
      double mean = mean(x.values(), row);
      double squares = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        squares += (x.values()[i] - mean) * (x.values()[i] - mean);
      }
      scale.values()[row] = Math.sqrt(squares / width + LayerNorm.EPSILON);
    }
    return scale;
  }

  /** (x − mean) / scale · w + b. */
  Tensor normalised(Tensor x, Tensor scale) {
    int width = weights.length;
    double[] y = new double[x.values().length];
    for (int row = 0; row < scale.values().length; row++) {
      double mean = mean(x.values(), row);
      for (int i = 0; i < width; i++) {
        double standard = (x.values()[row * width + i] - mean) / scale.values()[row];
        y[row * width + i] = standard * weights[i] + bias[i];
      }
    }
    return new Tensor(x.shape(), y);
  }

  /**
   * What a slope of {@link #normalised} is of x.
   *
   * @param slope {@code [...][width]}
   */
  double[] back(Tensor x, double[] slope) {
    int width = weights.length;
    double[] scale = scale(x).values();
    double[] result = new double[slope.length];
    for (int row = 0; row < scale.length; row++) {
      double mean = mean(x.values(), row);
      double slopes = 0;
      double products = 0;
      for (int i = 0; i < width; i++) {
        int at = row * width + i;
        slopes += slope[at] * weights[i];
        products += slope[at] * weights[i] * (x.values()[at] - mean) / scale[row];
      }
      for (int i = 0; i < width; i++) {
        int at = row * width + i;
        double standard = (x.values()[at] - mean) / scale[row];
        result[at] =
            (slope[at] * weights[i] - slopes / width - standard * products / width) / scale[row];
      }
    }
    return result;
  }

  private double mean(double[] x, int row) {
    int width = weights.length;
    double sum = 0;
    for (int i = row * width; i < (row + 1) * width; i++) {
      sum += x[i];
    }
    return sum / width;
  }
}
