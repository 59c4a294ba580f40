package periscope.models.net;

import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.HeadRows;
import periscope.models.kernel.HeadScores;
import periscope.models.kernel.PairwiseScores;
import periscope.models.kernel.SharedQueryScores;

/** The first layer's input: rows of a table that all lanes share. */
final class TokenInput implements LayerInput {
  private final TransformerSpec spec;
  private final TokenTable table;
  private final int positions;
  private final int queries;
  private final int width; // dModel
  private final int[] index; // [examples of the lane][positions]
  private final LaneSum.Wide streamSlope; // [table's rows that ask][dModel]
  private final LaneSum.Wide valueSlope; // [table's rows][heads][dHead]
  private final LaneSum.Wide scoreSlope; // [table's rows][heads], if all ask with one row
  private final LaneSum.Wide querySlope; // [table's rows that ask][heads][dHead], if not
  private final LaneSum.Wide keySlope; // [table's rows][heads][dHead], if not

  TokenInput(TokenTable table, TransformerSpec spec, int positions, int queries, int examples) {
    this.spec = spec;
    this.table = table;
    this.positions = positions;
    this.queries = queries;
    width = spec.dModel();
    index = new int[examples * positions];
    int asking = table.rows() - table.firstQuery();
    TokenSlopes slopes = table.slopes();
    streamSlope = new LaneSum.Wide(new double[asking * width], gradient -> slopes.stream());
    valueSlope = wide(slopes.values(), true);
    boolean scored = spec.attentionCoefficient() > 0;
    scoreSlope = wide(slopes.scores(), scored && table.sharedQuery());
    querySlope = wide(slopes.queries(), scored && !table.sharedQuery());
    keySlope = wide(slopes.keys(), scored && !table.sharedQuery());
  }

  private static LaneSum.Wide wide(float[] target, boolean used) {
    return new LaneSum.Wide(new double[used ? target.length : 0], gradient -> target);
  }

  /** Takes the lane's examples, {@code [examples][positions]}. */
  void take(int[] tokens, int examples) {
    for (int i = 0; i < examples * positions; i++) {
      index[i] = table.row(i % positions, tokens[i]);
    }
  }

  @Override
  public void prepare(Parameters weights) {} // the table has its own

  @Override
  public void forward(int first, int examples) {} // the table is made before the lanes run

  @Override
  public HeadScores scores() {
    return table.sharedQuery()
        ? new SharedQueryScores(
            spec.heads(), spec.dHead(), table.queries(), table.keys(), scoreSlope.values())
        : new PairwiseScores(
            spec.heads(),
            spec.dHead(),
            rows(table.queries(), querySlope, table.firstQuery()),
            rows(table.keys(), keySlope, 0));
  }

  @Override
  public HeadRows values() {
    return rows(table.values(), valueSlope, 0);
  }

  private HeadRows rows(float[] values, LaneSum.Wide slopes, int first) {
    int wide = spec.heads() * spec.dHead();
    return new HeadRows(values, slopes.values(), first, wide, 0, wide);
  }

  @Override
  public int[] index() {
    return index;
  }

  @Override
  public int indexFrom(int first) {
    return first * positions;
  }

  @Override
  public void residual(int first, int examples, float[] out) {
    for (int i = 0; i < examples * queries; i++) {
      System.arraycopy(table.stream(), row(first, i) * width, out, i * width, width);
    }
  }

  /** The table's row of a query of the block. */
  private int row(int first, int query) {
    int example = first + query / queries;
    return index[example * positions + positions - queries + query % queries];
  }

  @Override
  public void backward(int first, int examples, float beta, float[] residual) {
    for (int i = 0; i < examples * queries; i++) {
      int row = row(first, i) - table.firstQuery();
      Elementwise.addRow(residual, i * width, streamSlope.values(), row * width, width);
    }
  }

  @Override
  public Stream<LaneSum> sums() {
    return Stream.of(streamSlope, valueSlope, scoreSlope, querySlope, keySlope)
        .map(sum -> (LaneSum) sum)
        .filter(sum -> sum.size() > 0);
  }
}
