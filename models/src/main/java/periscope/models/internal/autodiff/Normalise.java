package periscope.models.internal.autodiff;

import periscope.models.kernel.LayerNorm;

/** Layer normalisation of each row, see {@link LayerNorm}: s·w + b with s = (x − mean) / scale. */
final class Normalise extends Operation {
  private final Variable x;
  private final Variable w; // [width]
  private final Variable b; // [width]
  private final double[] standard; // s, [rows][width]
  private final double[] scale; // [rows]

  Normalise(Variable x, Variable w, Variable b, Variable result) {
    super(result);
    this.x = x;
    this.w = w;
    this.b = b;
    standard = new double[x.values().length];
    scale = new double[standard.length / x.width()];
  }

  @Override
  void forward(int examples) {
    int width = x.width();
    for (int row = 0; row < x.rows(examples); row++) {
      int at = row * width;
      double mean = 0;
      for (int i = 0; i < width; i++) {
        mean += x.values()[at + i] / width;
      }
      double variance = 0;
      for (int i = 0; i < width; i++) {
        double distance = x.values()[at + i] - mean;
        variance += distance * distance / width;
      }
      scale[row] = Math.sqrt(variance + LayerNorm.EPSILON);
      for (int i = 0; i < width; i++) {
        standard[at + i] = (x.values()[at + i] - mean) / scale[row];
        result().values()[at + i] = standard[at + i] * w.values()[i] + b.values()[i];
      }
    }
  }

  /** With d = dy·w: dx = (d − mean(d) − s·mean(s·d)) / scale. */
  @Override
  void backward(int examples) {
    int width = x.width();
    double[] slopes = result().slopes();
    for (int row = 0; row < x.rows(examples); row++) {
      int at = row * width;
      double mean = 0;
      double along = 0;
      for (int i = 0; i < width; i++) {
        w.slopes()[i] += slopes[at + i] * standard[at + i];
        b.slopes()[i] += slopes[at + i];
        mean += slopes[at + i] * w.values()[i] / width;
        along += slopes[at + i] * w.values()[i] * standard[at + i] / width;
      }
      for (int i = 0; i < width; i++) {
        double d = slopes[at + i] * w.values()[i];
        x.slopes()[at + i] += (d - mean - standard[at + i] * along) / scale[row];
      }
    }
  }
}
