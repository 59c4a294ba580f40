package periscope.models.internal.autodiff;

import java.util.Arrays;

/** Of each query and head, the values of all positions as the pattern weighs them. */
final class Mixture extends Operation {
  private final Heads heads;
  private final Variable pattern; // [heads · queries an example][positions]
  private final Variable v; // [positions an example][heads · width]

  Mixture(Heads heads, Variable pattern, Variable v, Variable result) {
    super(result);
    this.heads = heads;
    this.pattern = pattern;
    this.v = v;
  }

  @Override
  void forward(int examples) {
    Arrays.fill(result().values(), 0, result().size(examples), 0);
    heads.forEach(
        examples,
        (asking, asked, at) -> {
          double weight = pattern.values()[at];
          for (int i = 0; i < heads.width(); i++) {
            result().values()[asking + i] += weight * v.values()[asked + i];
          }
        });
  }

  @Override
  void backward(int examples) {
    double[] slopes = result().slopes();
    heads.forEach(
        examples,
        (asking, asked, at) -> {
          double weight = pattern.values()[at];
          double sum = 0;
          for (int i = 0; i < heads.width(); i++) {
            v.slopes()[asked + i] += weight * slopes[asking + i];
            sum += slopes[asking + i] * v.values()[asked + i];
          }
          pattern.slopes()[at] += sum;
        });
  }
}
