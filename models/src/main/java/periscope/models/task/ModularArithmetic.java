package periscope.models.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import periscope.models.spec.IfAbsent;

/**
 * One operation modulo {@code modulus} over pairs of residues.
 *
 * <p>An example's tokens are [a, b], or with {@code equalsToken} [a, b, =], where = is the token
 * {@code modulus} of a vocabulary of {@code modulus + 1}; it is never an answer. Examples are
 * enumerated in lexicographic (a, b) order: all {@code modulus²} ordered pairs, or the {@code
 * modulus·(modulus+1)/2} pairs with a ≤ b.
 *
 * @param modulus 2 to 1000; a composite modulus is allowed, and probes that need a prime say so
 * @param operation what the label is
 * @param pairs which pairs are examples
 * @param equalsToken whether a third token, =, follows the operands (Nanda et al. 2023) or not
 *     (Zhong et al. 2023); not if a text does not say
 */
public record ModularArithmetic(
    int modulus, Operation operation, Pairs pairs, @IfAbsent("false") boolean equalsToken)
    implements TaskSpec {

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

  /** Pairs without a token for =. */
  public ModularArithmetic(int modulus, Operation operation, Pairs pairs) {
    this(modulus, operation, pairs, false);
  }

  @Override
  public Task task() {
    int p = modulus;
    int arity = equalsToken ? 3 : 2;
    int size = pairs == Pairs.ORDERED ? p * p : p * (p + 1) / 2;
    int[] inputs = new int[arity * size];
    Arrays.fill(inputs, p); // stays in the places of =
    int[] labels = new int[size];
    int i = 0;
    for (int a = 0; a < p; a++) {
      for (int b = pairs == Pairs.ORDERED ? 0 : a; b < p; b++) {
        inputs[arity * i] = a;
        inputs[arity * i + 1] = b;
        labels[i++] = operation.apply(a, b, p);
      }
    }
    return new Task(arity, equalsToken ? p + 1 : p, p, inputs, labels);
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
