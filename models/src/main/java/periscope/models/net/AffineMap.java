package periscope.models.net;

import java.util.Optional;
import java.util.function.Function;

/**
 * Finds W and b of x·W + b among parameters, or their gradients.
 *
 * @param weights finds W
 * @param biases finds b, if there is one
 */
record AffineMap(
    Function<Parameters, float[]> weights, Optional<Function<Parameters, float[]>> biases) {

  /** The map of these names. */
  static AffineMap of(ParameterIndex index, String weights, String biases) {
    return new AffineMap(index.find(weights), index.findOptional(biases));
  }

  /** W. */
  float[] w(Parameters parameters) {
    return weights.apply(parameters);
  }

  /** Whether there is a b. */
  boolean hasBias() {
    return biases.isPresent();
  }

  /** b, if {@link #hasBias}. */
  float[] b(Parameters parameters) {
    return biases.orElseThrow().apply(parameters);
  }
}
