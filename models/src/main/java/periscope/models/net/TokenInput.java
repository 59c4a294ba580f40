package periscope.models.net;

import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.HeadRows;
import periscope.models.kernel.HeadScores;

/** The first layer's input: rows of a table that all lanes share. */
final class TokenInput implements LayerInput {
  private final TokenTable table;
  private final TokenScores scores;
  private final int queries;
  private final int width; // dModel
  private final LaneSum.Wide streamSlope; // [table's rows that ask][dModel]
  private final LaneSum.Wide valueSlope; // [table's rows][heads][dHead]

  TokenInput(TokenTable table, TransformerSpec spec, int positions, int queries, int examples) {
    this.table = table;
    this.queries = queries;
    width = spec.dModel();
    scores = new TokenScores(table, spec, positions, examples);
    TokenSlopes slopes = table.slopes();
    streamSlope = new LaneSum.Wide(new double[slopes.stream().length], gradient -> slopes.stream());
    valueSlope = new LaneSum.Wide(new double[slopes.values().length], gradient -> slopes.values());
  }

  /** Takes the lane's examples, {@code [examples][positions]}. */
  void take(int[] tokens, int examples) {
    scores.take(tokens, examples);
  }

  @Override
  public void prepare(Parameters weights) {} // the table has its own

  @Override
  public void forward(int first, int examples) {} // the table is made before the lanes run

  @Override
  public HeadScores scores() {
    return scores.scores();
  }

  @Override
  public HeadRows values() {
    return scores.rows(table.values(), valueSlope, 0);
  }

  @Override
  public int[] index() {
    return scores.index();
  }

  @Override
  public int indexFrom(int first) {
    return scores.indexFrom(first);
  }

  @Override
  public void residual(int first, int examples, float[] out) {
    for (int i = 0; i < examples * queries; i++) {
      System.arraycopy(table.stream(), row(first, i) * width, out, i * width, width);
    }
  }

  /** The table's row of a query of the block. */
  private int row(int first, int query) {
    return scores.query(first + query / queries, query % queries, queries);
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
    return Stream.concat(Stream.of(streamSlope, valueSlope), scores.sums());
  }
}
