package periscope.models.task;

import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A finite data set with labels: tokens or numbers in, one class out.
 *
 * <p>Example {@code i} has the {@linkplain Inputs values} {@code i * arity .. i * arity + arity -
 * 1} and the label {@code labels[i]} in {@code [0, classes)}. Callers do not change the arrays.
 */
public final class Task {
  private final Inputs given;
  private final int classes;
  private final int[] labels; // [size]

  /**
   * Creates a task over arrays that it takes ownership of.
   *
   * @throws IllegalArgumentException if there is not one label an example, or a label is out of
   *     range
   */
  public Task(Inputs given, int classes, int[] labels) {
    if (given.size() != labels.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d labels for %d examples, expected one each",
              labels.length,
              given.size()));
    }
    requireRange(labels, classes, "label");
    this.given = given;
    this.classes = classes;
    this.labels = labels;
  }

  /**
   * Creates a task of tokens over arrays that it takes ownership of.
   *
   * @throws IllegalArgumentException if the arrays disagree in length or a token or label is out of
   *     range
   */
  public Task(int arity, int vocabulary, int classes, int[] inputs, int[] labels) {
    this(tokens(arity, vocabulary, inputs, labels.length), classes, labels);
  }

  private static Inputs tokens(int arity, int vocabulary, int[] inputs, int size) {
    if (arity < 1 || inputs.length != arity * size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected %d tokens for %d examples of %d tokens, found %d",
              (long) arity * size,
              size,
              arity,
              inputs.length));
    }
    return new Inputs.Tokens(arity, vocabulary, inputs);
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /** What the examples are given as. */
  public Inputs given() {
    return given;
  }

  /** Tokens, or numbers, an example has. */
  public int arity() {
    return given.arity();
  }

  /** Number of different input tokens; 0 if examples are numbers. */
  public int vocabulary() {
    return switch (given) {
      case Inputs.Tokens tokens -> tokens.vocabulary();
      case Inputs.Features features -> 0;
    };
  }

  /** Number of answer classes. */
  public int classes() {
    return classes;
  }

  /**
   * All tokens, {@code [size][arity]}, not a copy.
   *
   * @throws IllegalStateException if examples are numbers
   */
  public int[] inputs() {
    return switch (given) {
      case Inputs.Tokens tokens -> tokens.values();
      case Inputs.Features features ->
          throw new IllegalStateException("the examples are numbers, not tokens");
    };
  }

  /** All labels, {@code [size]}, not a copy. */
  public int[] labels() {
    return labels;
  }

  /** The examples with these indices, in their order, as a task of their own. */
  public Task select(int[] examples) {
    int[] chosenLabels = new int[examples.length];
    for (int i = 0; i < examples.length; i++) {
      chosenLabels[i] = labels[examples[i]];
    }
    return new Task(given.select(examples), classes, chosenLabels);
  }

  /** The examples from one index on to before another; this task itself if these are all. */
  public Task range(int from, int to) {
    return to - from == size() ? this : select(IntStream.range(from, to).toArray());
  }

  static void requireRange(int[] values, int bound, String what) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= bound) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%s %d is %d, expected 0 to %d", what, i, values[i], bound - 1));
      }
    }
  }
}
