package periscope.reports.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * What the page needs to compute neurons from {@code W_input}: the activation of an MLP over two
 * operands that has no biases. The scripts say which activations they know.
 */
final class PairActivation {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PairActivation() {}

  /**
   * The activation's name in a specification.
   *
   * @return null if the network is another one, has biases, or is not described
   */
  static @Nullable String of(String spec) {
    try {
      JsonNode model = JSON.readTree(spec).path("model");
      boolean known =
          model.path("type").asText().equals("pair-mlp") && !model.path("biases").asBoolean();
      return known ? model.path("activation").asText() : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
