package periscope.models.net;

import java.util.stream.Stream;
import periscope.models.kernel.HeadRows;
import periscope.models.kernel.HeadScores;
import periscope.models.kernel.PairwiseScores;
import periscope.models.kernel.SharedQueryScores;

/** Which rows of a {@link TokenTable} a lane's examples have, and how their queries score keys. */
final class TokenScores {
  private final TransformerSpec spec;
  private final TokenTable table;
  private final int positions;
  private final int[] index; // [examples of the lane][positions]
  private final LaneSum.Wide scoreSlope; // [table's rows][heads], if all ask with one row
  private final LaneSum.Wide querySlope; // [table's rows that ask][heads][dHead], if not
  private final LaneSum.Wide keySlope; // [table's rows][heads][dHead], if not

  TokenScores(TokenTable table, TransformerSpec spec, int positions, int examples) {
    this.spec = spec;
    this.table = table;
    this.positions = positions;
    index = new int[Math.multiplyExact(examples, positions)];
    TokenSlopes slopes = table.slopes();
    boolean scored = spec.attentionCoefficient() > 0;
    scoreSlope = sum(slopes.scores(), scored && table.sharedQuery());
    querySlope = sum(slopes.queries(), scored && !table.sharedQuery());
    keySlope = sum(slopes.keys(), scored && !table.sharedQuery());
  }

  private static LaneSum.Wide sum(float[] target, boolean used) {
    return new LaneSum.Wide(new double[used ? target.length : 0], gradient -> target);
  }

  /** Takes the lane's examples, {@code [examples][positions]}. */
  void take(int[] tokens, int examples) {
    for (int i = 0; i < examples * positions; i++) {
      index[i] = table.row(i % positions, tokens[i]);
    }
  }

  /** What compares queries and keys. */
  HeadScores scores() {
    return table.sharedQuery()
        ? new SharedQueryScores(spec.heads(), table.scores(), scoreSlope.values())
        : new PairwiseScores(
            spec.heads(),
            spec.dHead(),
            rows(table.queries(), querySlope, table.firstQuery()),
            rows(table.keys(), keySlope, 0));
  }

  /** Rows of the table's heads, of which this lane adds to the gradients. */
  HeadRows rows(float[] values, LaneSum.Wide slopes, int first) {
    int wide = spec.heads() * spec.dHead();
    return new HeadRows(values, slopes.values(), first, wide, 0, wide);
  }

  /** The row of each example's each position. */
  int[] index() {
    return index;
  }

  /** Where in the index an example's rows begin. */
  int indexFrom(int example) {
    return example * positions;
  }

  /** The table's row of one of the last positions, of which so many ask. */
  int query(int example, int which, int queries) {
    return row(example, positions - queries + which);
  }

  /** The table's row of an example's position. */
  int row(int example, int position) {
    return index[indexFrom(example) + position];
  }

  /** What this lane adds to gradients. */
  Stream<LaneSum> sums() {
    return Stream.<LaneSum>of(scoreSlope, querySlope, keySlope).filter(sum -> sum.size() > 0);
  }
}
