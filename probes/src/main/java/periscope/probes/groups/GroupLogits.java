package periscope.probes.groups;

import java.util.Arrays;
import periscope.probes.Intermediate;
import periscope.probes.SnapshotAnalysis;

/**
 * How much the logits are like a representation's character of answer over class, L(x, y, c) ∝
 * χ(s·c⁻¹) where s is the answer to (x, y): what a network that computes by this representation
 * puts out (Chughtai et al. 2023).
 */
final class GroupLogits {
  /**
   * Of a snapshot whose operands are permutations: cosines of the logits, centred over classes,
   * {@code [irreps]}. NaN if a logit is not finite, or all of an example are alike everywhere.
   */
  static final Intermediate<SnapshotAnalysis, double[]> SIMILARITY =
      Intermediate.of(GroupLogits::similarity);

  private GroupLogits() {}

  private static double[] similarity(SnapshotAnalysis snapshot) {
    return similarity(
        snapshot.run().get(GroupTables.OF),
        snapshot.run().task().labels(),
        snapshot.logits().values());
  }

  /**
   * The cosines of logits.
   *
   * @param answers {@code [examples]}
   * @param logits {@code [examples][n!]}
   */
  static double[] similarity(GroupTables tables, int[] answers, double[] logits) {
    int order = tables.order();
    double[] sums = new double[order]; // by s · c⁻¹
    double squares = 0;
    double[] row = new double[order];
    for (int example = 0; example < answers.length; example++) {
      System.arraycopy(logits, example * order, row, 0, order);
      double mean = Arrays.stream(row).sum() / order;
      for (int c = 0; c < order; c++) {
        double centred = row[c] - mean;
        squares += centred * centred;
        sums[tables.quotient(answers[example], c)] += centred;
      }
    }
    // A character has the sum of squares n! over the group, so n! in each example.
    double scale = 1 / Math.sqrt(squares * answers.length * order);
    double[] cosines = new double[tables.characters().count()];
    for (int irrep = 0; irrep < cosines.length; irrep++) {
      double[] character = tables.characters().values(irrep);
      for (int x = 0; x < order; x++) {
        cosines[irrep] += character[x] * sums[x] * scale;
      }
    }
    return cosines;
  }
}
