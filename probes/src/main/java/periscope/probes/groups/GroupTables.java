package periscope.probes.groups;

import java.util.Optional;
import periscope.models.task.Permutations;
import periscope.models.task.SymmetricGroup;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;

/** What measures over permutations need of the group, the same for all snapshots. */
final class GroupTables {
  /** Of a run whose operands are permutations. */
  static final Intermediate<RunContext, GroupTables> OF =
      Intermediate.of(run -> new GroupTables(((Permutations) run.taskSpec()).degree()));

  private final Characters characters;
  private final int order;
  private final int[] quotients; // [n!][n!]

  /** The permutations of {@code degree} things. */
  GroupTables(int degree) {
    var group = new SymmetricGroup(degree);
    characters = Characters.of(group, degree);
    order = group.order();
    quotients = new int[order * order];
    for (int c = 0; c < order; c++) {
      int inverse = group.inverse(c);
      for (int x = 0; x < order; x++) {
        quotients[x * order + c] = group.product(x, inverse);
      }
    }
  }

  /** Why there is nothing to measure over permutations; empty if there is. */
  static Optional<String> absence(RunContext run) {
    return run.taskSpec() instanceof Permutations
        ? Optional.empty()
        : Optional.of("the operands are not permutations");
  }

  Characters characters() {
    return characters;
  }

  /** Number of permutations. */
  int order() {
    return order;
  }

  /** x · c⁻¹. */
  int quotient(int x, int c) {
    return quotients[x * order + c];
  }

  /**
   * What each representation explains of vectors at every permutation: the squared length of their
   * projection on its isotypic part over that of the vectors, d/n! · Σ χ(x·y⁻¹) ⟨v(x), v(y)⟩ over Σ
   * |v(x)|². The shares add up to 1.
   *
   * @param vectors {@code [n!][width]}
   * @return {@code [irreps]}; NaN if a value is not finite or all are 0
   */
  double[] shares(double[] vectors, int width) {
    double[] sums = new double[order]; // of products of x and y, by x · y⁻¹
    for (int x = 0; x < order; x++) {
      for (int y = 0; y < order; y++) {
        double product = 0;
        for (int i = 0; i < width; i++) {
          product += vectors[x * width + i] * vectors[y * width + i];
        }
        sums[quotient(x, y)] += product;
      }
    }
    double[] shares = new double[characters.count()];
    for (int irrep = 0; irrep < shares.length; irrep++) {
      double[] character = characters.values(irrep);
      double sum = 0;
      for (int x = 0; x < order; x++) {
        sum += character[x] * sums[x];
      }
      shares[irrep] = characters.dimension(irrep) / order * sum / sums[0];
    }
    return shares;
  }
}
