package periscope.models.task;

import java.util.Locale;

/**
 * A finite data set with labels: tokens in, one class out.
 *
 * <p>Example {@code i} has the tokens {@code inputs[i * arity .. i * arity + arity - 1]}, each in
 * {@code [0, vocabulary)}, and the label {@code labels[i]} in {@code [0, classes)}. Callers do not
 * change the arrays.
 */
public final class Task {
  private final int arity;
  private final int vocabulary;
  private final int classes;
  private final int[] inputs; // [size][arity]
  private final int[] labels; // [size]

  /**
   * Creates a task over arrays that it takes ownership of.
   *
   * @throws IllegalArgumentException if the arrays disagree in length or a token or label is out of
   *     range
   */
  public Task(int arity, int vocabulary, int classes, int[] inputs, int[] labels) {
    if (arity < 1 || inputs.length != arity * labels.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected %d tokens for %d examples of %d tokens, found %d",
              (long) arity * labels.length,
              labels.length,
              arity,
              inputs.length));
    }
    requireRange(inputs, vocabulary, "token");
    requireRange(labels, classes, "label");
    this.arity = arity;
    this.vocabulary = vocabulary;
    this.classes = classes;
    this.inputs = inputs;
    this.labels = labels;
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /** Tokens an example has. */
  public int arity() {
    return arity;
  }

  /** Number of different input tokens. */
  public int vocabulary() {
    return vocabulary;
  }

  /** Number of answer classes. */
  public int classes() {
    return classes;
  }

  /** All tokens, {@code [size][arity]}, not a copy. */
  public int[] inputs() {
    return inputs;
  }

  /** All labels, {@code [size]}, not a copy. */
  public int[] labels() {
    return labels;
  }

  /** The examples with these indices, in their order, as a task of their own. */
  public Task select(int[] examples) {
    int[] chosenInputs = new int[examples.length * arity];
    int[] chosenLabels = new int[examples.length];
    for (int i = 0; i < examples.length; i++) {
      System.arraycopy(inputs, examples[i] * arity, chosenInputs, i * arity, arity);
      chosenLabels[i] = labels[examples[i]];
    }
    return new Task(arity, vocabulary, classes, chosenInputs, chosenLabels);
  }

  private static void requireRange(int[] values, int bound, String what) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= bound) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%s %d is %d, expected 0 to %d", what, i, values[i], bound - 1));
      }
    }
  }
}
