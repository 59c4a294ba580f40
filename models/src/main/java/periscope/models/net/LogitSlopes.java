package periscope.models.net;

import java.util.Locale;
import periscope.models.task.Task;

/**
 * How a logit changes with what an example's tokens are embedded as: the derivative of one logit of
 * each example with respect to the embedded vector at each position, in float64. Two operands that
 * are the same token have slopes of their own, and a token's part in a tied unembedding is not
 * counted.
 *
 * <p>One forward pass that keeps its activations, and one pass back. Derivatives at a kink of an
 * activation are those that training uses; a neuron that larger ones put to 0 passes nothing on.
 */
public final class LogitSlopes {
  private LogitSlopes() {}

  /**
   * The slopes.
   *
   * @param model one that embeds tokens: a {@link Transformer}, or a {@link PairMlp} whose hidden
   *     matrix is not collapsed into the embedding
   * @param classes which logit of each example
   * @return {@code [examples][positions][dModel]}
   * @throws IllegalArgumentException if the model does not embed tokens, or there is not one class
   *     an example
   */
  public static Tensor of(ForwardModel model, Parameters weights, Task examples, int[] classes) {
    if (classes.length != examples.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d classes for %d examples, expected one each",
              classes.length,
              examples.size()));
    }
    if (model instanceof Transformer transformer) {
      return TransformerSlopes.of(transformer, weights, examples, classes);
    }
    if (model instanceof PairMlp mlp && !mlp.spec().collapseHidden()) {
      return PairSlopes.of(mlp, weights, examples, classes);
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "slopes are those of embedded tokens, but a model with the activations %s embeds none",
            model.activations()));
  }

  /** A 1 for the class of each example, {@code [examples][width]}. */
  static double[] chosen(int[] classes, int width) {
    double[] chosen = new double[Math.multiplyExact(classes.length, width)];
    for (int i = 0; i < classes.length; i++) {
      chosen[i * width + classes[i]] = 1;
    }
    return chosen;
  }
}
