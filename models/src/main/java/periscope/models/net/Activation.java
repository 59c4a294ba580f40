package periscope.models.net;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A neuron's nonlinearity. Its float32 loops are in the kernel package. */
public enum Activation {
  /** max(x, 0); derivative 0 at 0. */
  @JsonProperty("relu")
  RELU,
  /** x². */
  @JsonProperty("square")
  SQUARE,
  /** |x|; derivative 0 at 0. */
  @JsonProperty("abs")
  ABS,
  /**
   * x·Φ(x), Hendrycks and Gimpel 2016, with the tanh approximation that TransformerLens calls
   * gelu_new.
   */
  @JsonProperty("gelu")
  GELU,
  /** x. */
  @JsonProperty("identity")
  IDENTITY
}
