package periscope.models.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * One operation modulo {@code modulus} over pairs of residues.
 *
 * <p>Examples are enumerated in lexicographic (a, b) order: all {@code modulus²} ordered pairs, or
 * the {@code modulus·(modulus+1)/2} pairs with a ≤ b.
 *
 * @param modulus 2 to 1000; a composite modulus is allowed, and probes that need a prime say so
 * @param operation what the label is
 * @param pairs which pairs are examples
 */
public record ModularArithmetic(int modulus, Operation operation, Pairs pairs) implements TaskSpec {

  /** The smallest modulus with something to learn. */
  public static final int MIN_MODULUS = 2;

  /** The largest modulus: a million ordered pairs. */
  public static final int MAX_MODULUS = 1000;

  /** A binary operation on residues. */
  public enum Operation {
    /** (a + b) mod p. */
    @JsonProperty("add")
    ADD,
    /** (a − b) mod p. */
    @JsonProperty("subtract")
    SUBTRACT,
    /** (a · b) mod p. */
    @JsonProperty("multiply")
    MULTIPLY;

    /** The label of (a, b) modulo p, for residues a and b; in {@code [0, p)}. */
    public int apply(int a, int b, int p) {
      return switch (this) {
        case ADD -> (a + b) % p;
        case SUBTRACT -> (a - b + p) % p;
        case MULTIPLY -> a * b % p;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which pairs of residues are examples. */
  public enum Pairs {
    /** All p² ordered pairs. */
    @JsonProperty("ordered")
    ORDERED,
    /** The pairs with a ≤ b. */
    @JsonProperty("unordered")
    UNORDERED
  }

  /** Checks the modulus. */
  public ModularArithmetic {
    if (modulus < MIN_MODULUS || modulus > MAX_MODULUS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "task.modulus is %d, expected %d to %d",
              modulus,
              MIN_MODULUS,
              MAX_MODULUS));
    }
  }

  @Override
  public Task task() {
    int p = modulus;
    int size = pairs == Pairs.ORDERED ? p * p : p * (p + 1) / 2;
    int[] inputs = new int[2 * size];
    int[] labels = new int[size];
    int i = 0;
    for (int a = 0; a < p; a++) {
      for (int b = pairs == Pairs.ORDERED ? 0 : a; b < p; b++) {
        inputs[2 * i] = a;
        inputs[2 * i + 1] = b;
        labels[i++] = operation.apply(a, b, p);
      }
    }
    return new Task(2, p, p, inputs, labels);
  }

  /** Whether the modulus is prime: the Fourier measures assume that it is. */
  public boolean hasPrimeModulus() {
    for (int d = 2; d * d <= modulus; d++) {
      if (modulus % d == 0) {
        return false;
      }
    }
    return true;
  }
}
