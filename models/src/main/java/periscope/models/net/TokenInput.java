package periscope.models.net;

import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;

/** The first layer's input: rows of a table that all lanes share. */
final class TokenInput implements LayerInput {
  private final TokenTable table;
  private final int positions;
  private final int queries;
  private final int width; // dModel
  private final int[] index; // [examples of the lane][positions]
  private final LaneSum.Wide streamSlope; // [table's rows that ask][dModel]
  private final LaneSum.Wide qkvSlope; // [table's rows][3][heads][dHead]

  TokenInput(TokenTable table, TransformerSpec spec, int positions, int queries, int examples) {
    this.table = table;
    this.positions = positions;
    this.queries = queries;
    width = spec.dModel();
    index = new int[examples * positions];
    int asking = table.rows() - table.firstQuery();
    streamSlope = new LaneSum.Wide(new double[asking * width], gradient -> table.streamSlope());
    qkvSlope = new LaneSum.Wide(new double[table.qkv().length], gradient -> table.qkvSlope());
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
  public float[] qkv() {
    return table.qkv();
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
  public double[] slope() {
    return qkvSlope.values();
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
    return Stream.of(streamSlope, qkvSlope);
  }
}
