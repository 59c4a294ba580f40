package periscope.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the shapes of imported tensors do not tell of their model. */
final class ArchitectureOptions {
  @Option(
      names = "--attention",
      paramLabel = "MASK",
      description = "causal or full; by default what is usual for the layout.")
  private @Nullable String attention;

  @Option(
      names = "--attention-coefficient",
      paramLabel = "A",
      description = "Of attention A·softmax + 1 − A: 1 is ordinary, 0 constant.")
  private @Nullable String attentionCoefficient;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "The neurons' nonlinearity; relu by default.")
  private @Nullable String activation;

  /** What was said, by the names that layouts use. */
  Map<String, String> choices() {
    Map<String, String> choices = new LinkedHashMap<>();
    put(choices, "attention", attention);
    put(choices, "attentionCoefficient", attentionCoefficient);
    put(choices, "activation", activation);
    return choices;
  }

  private static void put(Map<String, String> choices, String name, @Nullable String value) {
    if (value != null) {
      choices.put(name, value);
    }
  }
}
