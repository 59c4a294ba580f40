package periscope.models.net;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;

/** Starting values of the layers of a {@link DenseMlpSpec}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MlpStart.TorchLinear.class, name = "torch-linear"),
  @JsonSubTypes.Type(value = MlpStart.Normal.class, name = "normal"),
  @JsonSubTypes.Type(value = MlpStart.TruncatedNormal.class, name = "truncated-normal"),
})
public sealed interface MlpStart {

  /**
   * Fills a layer's matrix, or its bias.
   *
   * @param fanIn inputs of the layer
   */
  void fill(float[] values, boolean bias, int fanIn, UniformRandomProvider random);

  /** As PyTorch's {@code nn.Linear} does by default: uniform within ±1/√fanIn, biases too. */
  record TorchLinear() implements MlpStart {
    @Override
    public void fill(float[] values, boolean bias, int fanIn, UniformRandomProvider random) {
      Initialisation.uniform(values, 1 / Math.sqrt(fanIn), random);
    }
  }

  /** Matrices from a normal of deviation 1/√fanIn cut at two deviations, biases 0. */
  record TruncatedNormal() implements MlpStart {
    @Override
    public void fill(float[] values, boolean bias, int fanIn, UniformRandomProvider random) {
      if (!bias) {
        Initialisation.truncatedNormal(values, 1 / Math.sqrt(fanIn), random);
      }
    }
  }

  /**
   * Normal matrices, biases 0.
   *
   * @param deviation standard deviation, positive
   */
  record Normal(double deviation) implements MlpStart {
    /** Checks the deviation; NaN fails. */
    public Normal {
      if (!(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "model.initialisation.deviation is %s, expected a positive number",
                deviation));
      }
    }

    @Override
    public void fill(float[] values, boolean bias, int fanIn, UniformRandomProvider random) {
      if (!bias) {
        Initialisation.normal(values, deviation, random);
      }
    }
  }
}
