package periscope.models.net;

import java.util.Locale;
import periscope.models.task.Inputs;
import periscope.models.task.Task;

/**
 * What a model must know of its task, and checks of what it is run on.
 *
 * @param arity tokens, or numbers, an example has
 * @param vocabulary number of different tokens; 0 if examples are numbers
 * @param classes number of answers
 */
record TaskShape(int arity, int vocabulary, int classes) {
  /**
   * The shape of a task of tokens.
   *
   * @throws IllegalArgumentException if its examples are numbers
   */
  static TaskShape of(Task task) {
    if (task.given() instanceof Inputs.Features) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model takes tokens, but the task's examples are %d numbers each: expected model.type mlp",
              task.arity()));
    }
    return ofAny(task);
  }

  /** The shape of any task. */
  static TaskShape ofAny(Task task) {
    return new TaskShape(task.arity(), task.vocabulary(), task.classes());
  }

  void requireMatching(Task examples) {
    if (!ofAny(examples).equals(this) || examples.size() < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d examples of %d tokens below %d with %d classes, expected 1 or more of %d tokens below %d with %d",
              examples.size(),
              examples.arity(),
              examples.vocabulary(),
              examples.classes(),
              arity,
              vocabulary,
              classes));
    }
  }

  static void requireMatching(Model model, Parameters weights) {
    if (!weights.specs().equals(model.parameters())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the weights are %s, expected %s", weights.specs(), model.parameters()));
    }
  }
}
