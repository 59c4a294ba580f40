package periscope.models.internal.autodiff;

import java.util.Arrays;

/** q·k/√width of every query and position of a head; −∞ where a query does not see. */
final class Scores extends Operation {
  private final Heads heads;
  private final Variable q; // [queries an example][heads · width]
  private final Variable k; // [positions an example][heads · width]
  private final double scale;

  Scores(Heads heads, Variable q, Variable k, Variable result) {
    super(result);
    this.heads = heads;
    this.q = q;
    this.k = k;
    scale = 1 / Math.sqrt(heads.width());
  }

  @Override
  void forward(int examples) {
    double[] scores = result().values();
    Arrays.fill(scores, 0, result().size(examples), Double.NEGATIVE_INFINITY);
    heads.forEach(
        examples,
        (asking, asked, at) -> {
          double sum = 0;
          for (int i = 0; i < heads.width(); i++) {
            sum += q.values()[asking + i] * k.values()[asked + i];
          }
          scores[at] = sum * scale;
        });
  }

  @Override
  void backward(int examples) {
    heads.forEach(
        examples,
        (asking, asked, at) -> {
          double slope = result().slopes()[at] * scale;
          for (int i = 0; i < heads.width(); i++) {
            q.slopes()[asking + i] += slope * k.values()[asked + i];
            k.slopes()[asked + i] += slope * q.values()[asking + i];
          }
        });
  }
}
