package periscope.trainer;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The precision in which a run is trained: weights, gradients, moments and updates. */
public enum Dtype {
  /** By gradients written by hand, and fast. */
  @JsonProperty("float32")
  FLOAT32,
  /** By reverse-mode differentiation, several times as slow: for what depends on rounding. */
  @JsonProperty("float64")
  FLOAT64
}
