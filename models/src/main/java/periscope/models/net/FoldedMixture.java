package periscope.models.net;

import java.util.Arrays;
import java.util.stream.Stream;
import periscope.models.kernel.AttentionPattern;
import periscope.models.kernel.MixedRows;

/**
 * What examples take from the rows of a {@link FoldedLayer}, forward and backward over blocks of
 * examples, for one lane.
 *
 * <p>Examples that follow each other with the same row are summed together. In the order of a task
 * that lists pairs, all positions but one have long runs of the same row; at that one, the {@code
 * loose} position, examples are taken in the order of their rows.
 */
final class FoldedMixture {
  private final TokenTable table;
  private final FoldedLayer layer;
  private final TokenScores tokens;
  private final AttentionPattern pattern;
  private final int heads;
  private final int positions;
  private final int mixed; // positions, from the first on
  private final int reach;
  private final int width; // dMlp
  private final int outputs;
  private final MixedRows both; // to neurons and logits, side by side
  private final MixedRows neurons;
  private final MixedRows logits;
  private final MixedRows neuronsPast; // the heads
  private final MixedRows logitsPast;
  private final int[] rows; // [block]; the table's rows of a position
  private final RowOrder order; // of the loose position
  private final float[] looseWeights; // [block][heads], in that order
  private final float[] looseSlopes; // as the weights
  private final float[] ones; // [block]
  private final LaneSum.Rows rowSlope; // [rows mixed][heads][reach]
  private final LaneSum.Rows straightSlope; // [asking][reach]
  private int loose;

  /**
   * The sums of a lane's examples.
   *
   * @param examples the most that a block has
   */
  FoldedMixture(
      TransformerSpec spec,
      TokenTable table,
      FoldedLayer layer,
      FoldedSlopes slopes,
      TokenScores tokens,
      int positions,
      int examples) {
    this.table = table;
    this.layer = layer;
    this.tokens = tokens;
    this.positions = positions;
    mixed = layer.values().positions();
    heads = spec.heads();
    reach = layer.reach();
    width = spec.dMlp();
    outputs = layer.outputs();
    pattern =
        new AttentionPattern(AttentionLane.shape(spec, positions, 1), tokens.scores(), examples);
    both = new MixedRows(heads, reach, 0, reach);
    neurons = new MixedRows(heads, reach, 0, width);
    logits = new MixedRows(heads, reach, width, outputs);
    neuronsPast = new MixedRows(1, reach, 0, width);
    logitsPast = new MixedRows(1, reach, width, outputs);
    rows = new int[examples];
    order = new RowOrder(table.rows(), examples);
    looseWeights = new float[Math.multiplyExact(examples, heads)];
    looseSlopes = new float[looseWeights.length];
    ones = new float[examples];
    Arrays.fill(ones, 1);
    rowSlope = new LaneSum.Rows(layer.values().rows(), heads * reach, slopes.rows());
    straightSlope = new LaneSum.Rows(layer.asking(), reach, slopes.straight());
  }

  /** Takes the lane's examples, of which {@link TokenScores} has the rows. */
  void take(int examples) {
    rowSlope.useNone();
    straightSlope.useNone();
    int most = 0;
    loose = 0;
    for (int position = 0; position < mixed; position++) {
      int changes = 0;
      for (int i = 0; i < examples; i++) {
        int row = tokens.row(i, position);
        rowSlope.use(row);
        changes += i > 0 && row != tokens.row(i - 1, position) ? 1 : 0;
      }
      if (changes > most) {
        most = changes;
        loose = position;
      }
    }
    for (int i = 0; i < examples; i++) {
      straightSlope.use(tokens.row(i, positions - 1) - table.firstQuery());
    }
  }

  /** What this lane adds to gradients. */
  Stream<LaneSum> sums() {
    return Stream.concat(Stream.of(rowSlope, straightSlope), tokens.sums());
  }

  /**
   * What reaches neurons and logits.
   *
   * @param first the block's first example, counted in the lane
   * @param pre {@code [examples][dMlp]}, overwritten
   * @param past logits, but for what neurons add, {@code [examples][outputs]}, overwritten
   * @param sums scratch, {@code [examples][reach]}
   */
  void forward(int first, int examples, float[] pre, float[] past, float[] sums) {
    pattern.forward(tokens.index(), tokens.indexFrom(first), examples);
    takeRows(first, examples, loose, 0);
    order.set(rows, examples);
    order.apply(pattern.weights(loose), examples, heads, looseWeights);
    both.add(order.rows(), examples, looseWeights, layer.rows(), 0f, sums);
    for (int i = 0; i < examples; i++) {
      int example = order.example(i);
      System.arraycopy(sums, i * reach, pre, example * width, width);
      System.arraycopy(sums, i * reach + width, past, example * outputs, outputs);
    }
    for (int position = 0; position < mixed; position++) {
      if (position != loose) {
        float[] weights = pattern.weights(position);
        takeRows(first, examples, position, 0);
        neurons.add(rows, examples, weights, layer.rows(), 1f, pre);
        logits.add(rows, examples, weights, layer.rows(), 1f, past);
      }
    }
    takeRows(first, examples, positions - 1, table.firstQuery());
    neuronsPast.add(rows, examples, ones, layer.straight(), 1f, pre);
    logitsPast.add(rows, examples, ones, layer.straight(), 1f, past);
  }

  /** Takes the rows of a position, counted from {@code firstRow}. */
  private void takeRows(int first, int examples, int position, int firstRow) {
    for (int i = 0; i < examples; i++) {
      rows[i] = tokens.row(first + i, position) - firstRow;
    }
  }

  /**
   * Adds to gradients, after {@link #forward} of the same block.
   *
   * @param preSlope {@code [examples][dMlp]}
   * @param logitSlope {@code [examples][outputs]}
   * @param sums scratch, {@code [examples][reach]}
   */
  void backward(int first, int examples, float[] preSlope, float[] logitSlope, float[] sums) {
    for (int i = 0; i < examples; i++) {
      int example = order.example(i);
      System.arraycopy(preSlope, example * width, sums, i * reach, width);
      System.arraycopy(logitSlope, example * outputs, sums, i * reach + width, outputs);
    }
    both.toTable(order.rows(), examples, looseWeights, sums, rowSlope.values());
    if (pattern.scored()) {
      both.toWeights(order.rows(), examples, sums, layer.rows(), 0f, looseSlopes);
      order.undo(looseSlopes, examples, heads, pattern.slopes(loose));
    }
    for (int position = 0; position < mixed; position++) {
      if (position != loose) {
        takeRows(first, examples, position, 0);
        backwardTogether(examples, position, preSlope, logitSlope);
      }
    }
    takeRows(first, examples, positions - 1, table.firstQuery());
    neuronsPast.toTable(rows, examples, ones, preSlope, straightSlope.values());
    logitsPast.toTable(rows, examples, ones, logitSlope, straightSlope.values());
    if (pattern.scored() && mixed < positions) {
      Arrays.fill(pattern.slopes(mixed), 0, examples * heads, 0);
    }
    pattern.backward(examples);
  }

  private void backwardTogether(int examples, int position, float[] preSlope, float[] logitSlope) {
    float[] weights = pattern.weights(position);
    neurons.toTable(rows, examples, weights, preSlope, rowSlope.values());
    logits.toTable(rows, examples, weights, logitSlope, rowSlope.values());
    if (pattern.scored()) {
      float[] slopes = pattern.slopes(position);
      neurons.toWeights(rows, examples, preSlope, layer.rows(), 0f, slopes);
      logits.toWeights(rows, examples, logitSlope, layer.rows(), 1f, slopes);
    }
  }
}
