package periscope.models.task;

import java.util.Arrays;

/** Collects examples of two operands, [a, b], [a, ∘, b], [a, b, =] or [a, ∘, b, =]. */
final class PairTask {
  private final int elements;
  private final boolean operatorToken;
  private final boolean equalsToken;
  private final int arity;
  private final int[] tokens; // [most][arity]
  private final int[] labels; // [most]
  private int size;

  /**
   * No example yet.
   *
   * @param elements operands and answers are 0 to this, excluded; = is the next token, ∘ the last
   * @param most how many examples there can be
   */
  PairTask(int elements, int most, boolean operatorToken, boolean equalsToken) {
    this.elements = elements;
    this.operatorToken = operatorToken;
    this.equalsToken = equalsToken;
    arity = 2 + (operatorToken ? 1 : 0) + (equalsToken ? 1 : 0);
    tokens = new int[Math.multiplyExact(most, arity)];
    labels = new int[most];
  }

  void add(int a, int b, int label) {
    int at = size * arity;
    tokens[at++] = a;
    if (operatorToken) {
      tokens[at++] = vocabulary() - 1;
    }
    tokens[at++] = b;
    if (equalsToken) {
      tokens[at] = elements;
    }
    labels[size++] = label;
  }

  private int vocabulary() {
    return elements + arity - 2;
  }

  Task task() {
    boolean full = size == labels.length;
    return new Task(
        arity,
        vocabulary(),
        elements,
        full ? tokens : Arrays.copyOf(tokens, size * arity),
        full ? labels : Arrays.copyOf(labels, size));
  }
}
