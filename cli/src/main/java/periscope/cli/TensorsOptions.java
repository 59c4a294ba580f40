package periscope.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.Mapping;
import periscope.checkpoints.imports.TensorsLayout;
import periscope.models.net.TensorsSpec;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.TaskSpec;
import periscope.models.task.UnknownTask;
import picocli.CommandLine.Option;

/** What can be said of a model of which only the tensors are known. */
final class TensorsOptions {
  @Option(
      names = "--embedding",
      paramLabel = "NAME",
      description = "With --layout tensors: the matrix whose rows are the tokens.")
  private @Nullable String embedding;

  @Option(
      names = "--transposed",
      description = "With --embedding: the tokens are its columns instead.")
  private boolean transposed;

  /**
   * Checks that nothing was said that is of no use.
   *
   * @param layout as it was named
   */
  void requireUseful(String layout) {
    if (embedding != null && !layout.equals(TensorsLayout.NAME)) {
      throw new IllegalArgumentException(
          "--embedding is for --layout tensors: other layouts know which tensor it is");
    }
    if (transposed && embedding == null) {
      throw new IllegalArgumentException("--transposed needs --embedding NAME");
    }
  }

  /** The model of these tensors. */
  TensorsSpec model(Mapping mapping) {
    return new TensorsSpec(
        mapping.parameters().stream()
            .map(tensor -> new TensorsSpec.Stored(tensor.name(), tensor.shape()))
            .toList(),
        embedding == null ? "" : embedding,
        transposed);
  }

  /**
   * The task over the tokens of the embedding.
   *
   * @param task as it was named; null if nobody knows
   * @param pairs which pairs are examples; empty for all ordered ones
   */
  static TaskSpec task(@Nullable String task, String pairs, TensorsSpec model) {
    int tokens = model.matrix().map(TensorsSpec.Matrix::tokens).orElse(0);
    if (task != null) {
      return ImportTask.overTokens(task, pairs, tokens);
    }
    if (tokens == 0 || inRange(tokens)) {
      return new UnknownTask(tokens);
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the embedding %s has %d tokens, expected %d to %d: say how many of them are residues with --task modular-addition:P",
            model.embedding(),
            tokens,
            ModularArithmetic.MIN_MODULUS,
            ModularArithmetic.MAX_MODULUS));
  }

  private static boolean inRange(int tokens) {
    return tokens >= ModularArithmetic.MIN_MODULUS && tokens <= ModularArithmetic.MAX_MODULUS;
  }
}
