package periscope.models.task;

import java.util.Locale;

/**
 * Tokens of which nobody knows what is done with them, as of a model that was imported without its
 * task. It has no examples, so nothing can be trained or run on it.
 *
 * @param tokens number of tokens, taken for residues in their order: 2 to 1000, or 0 if not even
 *     they are known
 */
public record UnknownTask(int tokens) implements TaskSpec {

  /** Checks the number. */
  public UnknownTask {
    if (tokens != 0
        && (tokens < ModularArithmetic.MIN_MODULUS || tokens > ModularArithmetic.MAX_MODULUS)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "task.tokens is %d, expected %d to %d, or 0 if they are not known",
              tokens,
              ModularArithmetic.MIN_MODULUS,
              ModularArithmetic.MAX_MODULUS));
    }
  }

  @Override
  public Task task() {
    return new Task(1, tokens, tokens, new int[0], new int[0]);
  }
}
