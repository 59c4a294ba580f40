package periscope.models.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import periscope.models.spec.IfAbsent;

/**
 * One operation modulo {@code modulus} over pairs of residues.
 *
 * <p>An example's tokens are [a, b], with {@code operatorToken} [a, ∘, b], with {@code equalsToken}
 * one more at the end: [a, b, =] in Nanda et al. 2023, [a, ∘, b, =] in Power et al. 2022, neither
 * in Zhong et al. 2023. Residues are the tokens from 0, = is the token {@code modulus}, ∘ the one
 * after the last of those; neither is ever an answer. Examples are enumerated in lexicographic (a,
 * b) order: all {@code modulus²} ordered pairs, or the {@code modulus·(modulus+1)/2} pairs with a ≤
 * b, in both cases without those for which the operation has no result (a division by b where b has
 * no inverse; for a prime modulus, b = 0).
 *
 * @param modulus 2 to 1000; a composite modulus is allowed, and probes that need a prime say so
 * @param operation what the label is
 * @param pairs which pairs are examples
 * @param equalsToken whether the last token is =; not if a text does not say
 * @param operatorToken whether a token ∘ stands between the operands; not if a text does not say
 */
public record ModularArithmetic(
    int modulus,
    Operation operation,
    Pairs pairs,
    @IfAbsent("false") boolean equalsToken,
    @IfAbsent("false") boolean operatorToken)
    implements TaskSpec {

  /** The smallest modulus with something to learn. */
  public static final int MIN_MODULUS = 2;

  /** The largest modulus: a million ordered pairs. */
  public static final int MAX_MODULUS = 1000;

  /** A binary operation on residues a and b. */
  public enum Operation {
    /** (a + b) mod p. */
    @JsonProperty("add")
    ADD("a + b"),
    /** (a − b) mod p. */
    @JsonProperty("subtract")
    SUBTRACT("a − b"),
    /** (a · b) mod p. */
    @JsonProperty("multiply")
    MULTIPLY("a · b"),
    /** (a · b⁻¹) mod p. */
    @JsonProperty("divide")
    DIVIDE("a / b"),
    /** (a · b⁻¹) mod p for odd b, (a − b) mod p for even b. */
    @JsonProperty("divide-or-subtract")
    DIVIDE_OR_SUBTRACT("a / b if b odd else a − b"),
    /** (a² + b²) mod p. */
    @JsonProperty("x^2+y^2")
    SQUARES("a² + b²"),
    /** (a² + ab + b²) mod p. */
    @JsonProperty("x^2+xy+y^2")
    SQUARES_AND_PRODUCT("a² + ab + b²"),
    /** (a² + ab + b² + a) mod p. */
    @JsonProperty("x^2+xy+y^2+x")
    SQUARES_PRODUCT_AND_FIRST("a² + ab + b² + a"),
    /** (a³ + ab) mod p. */
    @JsonProperty("x^3+xy")
    CUBE_AND_PRODUCT("a³ + ab"),
    /** (a³ + ab² + b) mod p. */
    @JsonProperty("x^3+xy^2+y")
    CUBE_PRODUCT_AND_SECOND("a³ + ab² + b");

    private final String formula;

    Operation(String formula) {
      this.formula = formula;
    }

    /** The operation as a formula of a and b, without the modulus. */
    public String formula() {
      return formula;
    }

    /** Whether (a, b) has a result modulo p, for residues a and b. */
    public boolean defined(int a, int b, int p) {
      return !divides(b) || gcd(b, p) == 1;
    }

    /**
     * The label of (a, b) modulo p, for residues a and b; in {@code [0, p)}.
     *
     * @throws IllegalArgumentException if it has none
     */
    public int apply(int a, int b, int p) {
      long x = a;
      long y = b;
      long result =
          switch (this) {
            case ADD -> x + y;
            case SUBTRACT -> x - y;
            case MULTIPLY -> x * y;
            case DIVIDE, DIVIDE_OR_SUBTRACT -> divides(b) ? x * inverse(b, p) : x - y;
            case SQUARES -> x * x + y * y;
            case SQUARES_AND_PRODUCT -> x * x + x * y + y * y;
            case SQUARES_PRODUCT_AND_FIRST -> x * x + x * y + y * y + x;
            case CUBE_AND_PRODUCT -> x * x * x + x * y;
            case CUBE_PRODUCT_AND_SECOND -> x * x * x + x * y * y + y;
          };
      return Math.floorMod(result, p);
    }

    private boolean divides(int b) {
      return this == DIVIDE || (this == DIVIDE_OR_SUBTRACT && b % 2 == 1);
    }

    private static int gcd(int a, int b) {
      return b == 0 ? a : gcd(b, a % b);
    }

    /** The x with b·x = 1 modulo p, by Euclid's extended algorithm. */
    private static int inverse(int b, int p) {
      int remainder = p;
      int nextRemainder = b;
      int factor = 0;
      int nextFactor = 1;
      while (nextRemainder != 0) {
        int quotient = remainder / nextRemainder;
        int rest = remainder % nextRemainder;
        int newFactor = factor - quotient * nextFactor;
        remainder = nextRemainder;
        nextRemainder = rest;
        factor = nextFactor;
        nextFactor = newFactor;
      }
      if (remainder != 1) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "%d has no inverse modulo %d", b, p));
      }
      return Math.floorMod(factor, p);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
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

  /** Pairs without a token for ∘. */
  public ModularArithmetic(int modulus, Operation operation, Pairs pairs, boolean equalsToken) {
    this(modulus, operation, pairs, equalsToken, false);
  }

  /** Pairs without tokens for ∘ and =. */
  public ModularArithmetic(int modulus, Operation operation, Pairs pairs) {
    this(modulus, operation, pairs, false);
  }

  @Override
  public Task task() {
    int p = modulus;
    PairTask task = format();
    for (int a = 0; a < p; a++) {
      for (int b = pairs == Pairs.ORDERED ? 0 : a; b < p; b++) {
        if (operation.defined(a, b, p)) {
          task.add(a, b, operation.apply(a, b, p));
        }
      }
    }
    return task.task();
  }

  /**
   * All p² ordered pairs in lexicographic order as examples of the same form, for measures over the
   * whole plane. A pair that has no result has the label 0.
   */
  public Task plane() {
    int p = modulus;
    PairTask task = format();
    for (int a = 0; a < p; a++) {
      for (int b = 0; b < p; b++) {
        task.add(a, b, operation.defined(a, b, p) ? operation.apply(a, b, p) : 0);
      }
    }
    return task.task();
  }

  /** Where an example of this task stands in {@link #plane()}. */
  public int planeIndex(Task task, int example) {
    int at = example * task.arity();
    int second = operatorToken ? 2 : 1;
    return task.inputs()[at] * modulus + task.inputs()[at + second];
  }

  private PairTask format() {
    return new PairTask(modulus, modulus * modulus, operatorToken, equalsToken);
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
