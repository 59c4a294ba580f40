package periscope.models.internal.autodiff;

/** α · softmax + (1 − α) over the positions that a query sees, and 0 for the others. */
final class Pattern extends Operation {
  private final Variable scores; // [heads · queries an example][positions]
  private final double alpha;
  private final double[] softmax; // like scores

  Pattern(Variable scores, double alpha, Variable result) {
    super(result);
    this.scores = scores;
    this.alpha = alpha;
    softmax = new double[scores.values().length];
  }

  @Override
  void forward(int examples) {
    int width = scores.width();
    double[] x = scores.values();
    for (int from = 0; from < scores.size(examples); from += width) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = from; i < from + width; i++) {
        largest = Math.max(largest, x[i]);
      }
      double sum = 0;
      for (int i = from; i < from + width; i++) {
        softmax[i] = Math.exp(x[i] - largest);
        sum += softmax[i];
      }
      for (int i = from; i < from + width; i++) {
        softmax[i] /= sum;
        boolean seen = x[i] != Double.NEGATIVE_INFINITY;
        result().values()[i] = seen ? alpha * softmax[i] + (1 - alpha) : 0;
      }
    }
  }

  /** dx = α·s·(dy − Σ s·dy), in which positions that are not seen have s = 0. */
  @Override
  void backward(int examples) {
    int width = scores.width();
    double[] slopes = result().slopes();
    for (int from = 0; from < scores.size(examples); from += width) {
      double mean = 0;
      for (int i = from; i < from + width; i++) {
        mean += softmax[i] * slopes[i];
      }
      for (int i = from; i < from + width; i++) {
        scores.slopes()[i] += alpha * softmax[i] * (slopes[i] - mean);
      }
    }
  }
}
