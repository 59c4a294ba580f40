package periscope.models.task;

import java.util.Locale;
import java.util.Objects;

/**
 * What a task's examples are given as: tokens, or numbers. Callers do not change the arrays.
 *
 * <p>Example {@code i} has {@code values[i * arity .. i * arity + arity - 1]}.
 */
public sealed interface Inputs {

  /** Number of examples. */
  int size();

  /** Values an example has. */
  int arity();

  /** The examples with these indices, in their order. */
  Inputs select(int[] examples);

  /** Tokens of a vocabulary. */
  final class Tokens implements Inputs {
    private final int arity;
    private final int vocabulary;
    private final int[] values; // [size][arity]

    /**
     * Takes ownership of an array.
     *
     * @param arity tokens an example has, 1 or more
     * @param vocabulary number of different tokens
     * @param values {@code [size][arity]}, each in {@code [0, vocabulary)}
     * @throws IllegalArgumentException if a token is out of range or examples have not all as many
     */
    public Tokens(int arity, int vocabulary, int[] values) {
      requireWhole(arity, values.length, "tokens");
      Task.requireRange(values, vocabulary, "token");
      this.arity = arity;
      this.vocabulary = vocabulary;
      this.values = values;
    }

    @Override
    public int size() {
      return values.length / arity;
    }

    @Override
    public int arity() {
      return arity;
    }

    /** Number of different tokens. */
    public int vocabulary() {
      return vocabulary;
    }

    /** All tokens, {@code [size][arity]}, not a copy. */
    public int[] values() {
      return values;
    }

    @Override
    public Tokens select(int[] examples) {
      int[] chosen = new int[Math.multiplyExact(examples.length, arity)];
      for (int i = 0; i < examples.length; i++) {
        System.arraycopy(values, examples[i] * arity, chosen, i * arity, arity);
      }
      return new Tokens(arity, vocabulary, chosen);
    }
  }

  /** Real numbers, such as the pixels of an image. */
  final class Features implements Inputs {
    private final int arity;
    private final float[] values; // [size][arity]

    /**
     * Takes ownership of an array.
     *
     * @param arity numbers an example has, 1 or more
     * @param values {@code [size][arity]}, finite
     * @throws IllegalArgumentException if a number is not finite or examples have not all as many
     */
    public Features(int arity, float[] values) {
      requireWhole(arity, values.length, "numbers");
      for (int i = 0; i < values.length; i++) {
        if (!Float.isFinite(values[i])) {
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "number %d is %s, expected a finite one", i, values[i]));
        }
      }
      this.arity = arity;
      this.values = values;
    }

    @Override
    public int size() {
      return values.length / arity;
    }

    @Override
    public int arity() {
      return arity;
    }

    /** All numbers, {@code [size][arity]}, not a copy. */
    public float[] values() {
      return values;
    }

    @Override
    public Features select(int[] examples) {
      float[] chosen = new float[Math.multiplyExact(examples.length, arity)];
      for (int i = 0; i < examples.length; i++) {
        Objects.checkIndex(examples[i], size());
        System.arraycopy(values, examples[i] * arity, chosen, i * arity, arity);
      }
      return new Features(arity, chosen);
    }
  }

  private static void requireWhole(int arity, int length, String what) {
    if (arity < 1 || length % arity != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d %s for examples of %d each, expected the same number for every example",
              length,
              what,
              arity));
    }
  }
}
