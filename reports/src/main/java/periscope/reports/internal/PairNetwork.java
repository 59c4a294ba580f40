package periscope.reports.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the page needs, besides {@code W_input} and {@code W_output}, to run the MLP of Pearce et
 * al. 2023 on every pair and to take its losses: {@code logits(a, b) = activation(W_input[a] +
 * W_input[b]) · W_output}.
 *
 * @param modulus p
 * @param operation {@code add} or {@code subtract}
 * @param pairs {@code ordered} or {@code unordered}; examples are these pairs in lexicographic
 *     order
 * @param activation a name that the page knows
 * @param train which examples are for training; not a copy
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the JSON writer, never compared
public record PairNetwork(
    int modulus, String operation, String pairs, String activation, int[] train) {
  private static final Set<String> OPERATIONS = Set.of("add", "subtract");
  private static final Set<String> PAIRS = Set.of("ordered", "unordered");
  private static final Set<String> ACTIVATIONS = Set.of("relu", "square", "abs", "identity");

  /**
   * The network of a specification.
   *
   * @return null if it is another one, has biases, was trained on another loss, or is not described
   */
  static @Nullable PairNetwork of(JsonNode spec, int[] train) {
    JsonNode task = spec.path("task");
    JsonNode model = spec.path("model");
    String operation = task.path("operation").asText();
    String pairs = task.path("pairs").asText();
    String activation = model.path("activation").asText();
    boolean known =
        task.path("type").asText().equals("modular-arithmetic")
            && task.path("modulus").canConvertToInt()
            && task.path("modulus").intValue() > 1
            && OPERATIONS.contains(operation)
            && PAIRS.contains(pairs)
            && model.path("type").asText().equals("pair-mlp")
            && !model.path("biases").asBoolean()
            && ACTIVATIONS.contains(activation)
            && spec.path("loss").asText("cross-entropy").equals("cross-entropy");
    return known
        ? new PairNetwork(task.path("modulus").intValue(), operation, pairs, activation, train)
        : null;
  }
}
