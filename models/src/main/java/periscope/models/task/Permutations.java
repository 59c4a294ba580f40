package periscope.models.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import periscope.models.spec.IfAbsent;

/**
 * An operation on pairs of permutations of {@code degree} things (Power et al. 2022, with degree
 * 5).
 *
 * <p>Permutations are numbered by the lexicographic order of (x(0), x(1), …), the identity being 0.
 * A product applies its right factor first: (x·y)(i) = x(y(i)). Examples are all {@code degree!²}
 * ordered pairs in lexicographic (x, y) order, written as in {@link ModularArithmetic}, with the
 * token {@code degree!} for = and the one after the last of those for ∘.
 *
 * @param degree 2 to 6: 4 to 518 400 pairs
 * @param operation what the label is
 * @param equalsToken whether the last token is =; not if a text does not say
 * @param operatorToken whether a token ∘ stands between the operands; not if a text does not say
 */
public record Permutations(
    int degree,
    Operation operation,
    @IfAbsent("false") boolean equalsToken,
    @IfAbsent("false") boolean operatorToken)
    implements TaskSpec {
  private static final int MIN_DEGREE = 2;
  private static final int MAX_DEGREE = 6;

  /** A binary operation on permutations x and y. */
  public enum Operation {
    /** x·y. */
    @JsonProperty("product")
    PRODUCT("x·y"),
    /** x·y·x⁻¹. */
    @JsonProperty("conjugate")
    CONJUGATE("x·y·x⁻¹"),
    /** x·y·x. */
    @JsonProperty("product-around")
    PRODUCT_AROUND("x·y·x");

    private final String formula;

    Operation(String formula) {
      this.formula = formula;
    }

    /** The operation as a formula of x and y. */
    public String formula() {
      return formula;
    }

    private int apply(SymmetricGroup group, int x, int y) {
      int product = group.product(x, y);
      return switch (this) {
        case PRODUCT -> product;
        case CONJUGATE -> group.product(product, group.inverse(x));
        case PRODUCT_AROUND -> group.product(product, x);
      };
    }
  }

  /** Checks the degree. */
  public Permutations {
    if (degree < MIN_DEGREE || degree > MAX_DEGREE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "task.degree is %d, expected %d to %d", degree, MIN_DEGREE, MAX_DEGREE));
    }
  }

  /** Number of permutations, {@code degree!}. */
  public int order() {
    int order = 1;
    for (int i = 2; i <= degree; i++) {
      order *= i;
    }
    return order;
  }

  @Override
  public Task task() {
    SymmetricGroup group = new SymmetricGroup(degree);
    int order = group.order();
    PairTask task = new PairTask(order, order * order, operatorToken, equalsToken);
    for (int x = 0; x < order; x++) {
      for (int y = 0; y < order; y++) {
        task.add(x, y, operation.apply(group, x, y));
      }
    }
    return task.task();
  }
}
