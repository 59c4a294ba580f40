package periscope.models.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;

/**
 * The only layer of a transformer without norms, its maps multiplied together once a step: what a
 * head hands on of a token at a position is a row of a table, carried through W_O and then W_in or
 * W_U, so that an example's neurons are a sum of few such rows; and neurons go to logits through
 * W_out·W_U at once. In float32; {@link TokenLayer} is the like for measuring. What becomes of the
 * gradients is in {@link FoldedSlopes}.
 *
 * <p>A row reaches neurons and logits, side by side: {@code reach} values, dMlp + outputs.
 */
final class FoldedLayer {
  private static final long MIXING = 3; // time of a product of few rows, of large ones

  private final TransformerSpec spec;
  private final TokenTable table;
  private final FoldedValues values;
  private final int asking; // the table's rows that ask
  private final AffineMap output;
  private final AffineMap out;
  private final Target logits;
  private final List<Target> targets;
  private final float[] carried; // [heads][dHead][reach]
  private final float[] rows; // [rows mixed][heads][reach]
  private final float[] middle; // [asking][dModel]
  private final float[] straight; // [asking][reach]
  private final float[] toLogits; // [dMlp][outputs]

  /**
   * Where values of heads go.
   *
   * @param column where its part of the reach begins
   * @param map W_in or W_U, {@code [dModel][width]}
   */
  record Target(int column, int width, AffineMap map) {}

  FoldedLayer(TransformerSpec spec, ParameterIndex index, TokenTable table, int outputs) {
    this.spec = spec;
    this.table = table;
    values = new FoldedValues(spec, table);
    asking = table.rows() - table.firstQuery();
    output =
        AffineMap.of(
            index, TransformerLayout.attention(0, "W_O"), TransformerLayout.attention(0, "b_O"));
    out = AffineMap.of(index, TransformerLayout.mlp(0, "W_out"), TransformerLayout.mlp(0, "b_out"));
    AffineMap in =
        AffineMap.of(index, TransformerLayout.mlp(0, "W_in"), TransformerLayout.mlp(0, "b_in"));
    AffineMap unembedding = AffineMap.of(index, TransformerLayout.W_U, TransformerLayout.B_U);
    logits = new Target(spec.dMlp(), outputs, unembedding);
    targets = List.of(new Target(0, spec.dMlp(), in), logits);
    int reach = reach();
    carried = new float[Math.multiplyExact(spec.heads() * spec.dHead(), reach)];
    rows = new float[Math.multiplyExact(values.rows() * spec.heads(), reach)];
    middle = new float[asking * spec.dModel()];
    straight = new float[Math.multiplyExact(asking, reach)];
    toLogits = new float[Math.multiplyExact(spec.dMlp(), outputs)];
  }

  /** Whether a network can be computed so. */
  static boolean applies(TransformerSpec spec) {
    return spec.layers() == 1
        && spec.normalization() == TransformerSpec.Normalization.NONE
        && !spec.finalNormalization()
        && !spec.tied()
        && spec.dropout() == 0;
  }

  /** Whether it is less work, counted in products of numbers of a pass forward. */
  static boolean pays(TransformerSpec spec, int outputs, TaskShape shape, int examples) {
    long d = spec.dModel();
    long width = (long) spec.heads() * spec.dHead();
    long neurons = spec.dMlp();
    long reach = neurons + outputs;
    long rows = (long) shape.arity() * shape.vocabulary();
    long each = neurons * outputs + MIXING * shape.arity() * spec.heads() * reach;
    long eachUnfolded = (width + 2 * neurons + outputs) * d;
    long once = (rows + d) * width * reach + neurons * d * outputs;
    return examples * each + once < examples * eachUnfolded;
  }

  /** What heads hand on, before W_O. */
  FoldedValues values() {
    return values;
  }

  /** Number of values that a row reaches. */
  int reach() {
    return logits.column + logits.width;
  }

  int outputs() {
    return logits.width;
  }

  /** The table's rows that ask. */
  int asking() {
    return asking;
  }

  /** W_O and b_O. */
  AffineMap output() {
    return output;
  }

  /** W_out and b_out. */
  AffineMap out() {
    return out;
  }

  /** Neurons and logits. */
  List<Target> targets() {
    return targets;
  }

  Target logits() {
    return logits;
  }

  /** W_O and what follows, {@code [heads][dHead][reach]}. */
  float[] carried() {
    return carried;
  }

  /** What heads hand on, {@code [rows mixed][heads][reach]}. */
  float[] rows() {
    return rows;
  }

  /** The stream with b_O and what heads hand on to all, {@code [asking][dModel]}. */
  float[] middle() {
    return middle;
  }

  /** What that reaches, with all biases, {@code [asking][reach]}. */
  float[] straight() {
    return straight;
  }

  /** W_out·W_U, {@code [dMlp][outputs]}. */
  float[] toLogits() {
    return toLogits;
  }

  /** What multiplies the maps, beside the table's parts. */
  List<GradientPart> mapParts() {
    int d = spec.dModel();
    List<GradientPart> parts = new ArrayList<>();
    for (Target target : targets) {
      for (RowRange range : RowRange.split(spec.heads() * spec.dHead(), 2L * d * target.width)) {
        parts.add(carry(target, range));
      }
    }
    for (RowRange range : RowRange.split(spec.dMlp(), 2L * d * outputs())) {
      Gemm product = Gemm.of(range.count(), outputs(), d);
      int from = range.from();
      parts.add(
          (weights, gradient) -> {
            float[] unembedding = logits.map.w(weights);
            product.multiply(
                out.w(weights), from * d, unembedding, 0, 0f, toLogits, from * outputs());
          });
    }
    return parts;
  }

  /** Multiplies some rows of W_O. */
  private GradientPart carry(Target target, RowRange range) {
    int d = spec.dModel();
    Gemm product = Gemm.of(range.count(), target.width, d).strides(d, target.width, reach());
    int from = range.from() * d;
    int to = range.from() * reach() + target.column;
    return (weights, gradient) ->
        product.multiply(output.w(weights), from, target.map.w(weights), 0, 0f, carried, to);
  }

  /** What makes the rows, after {@link #mapParts} and the table's. */
  List<GradientPart> rowParts() {
    List<GradientPart> parts = new ArrayList<>(List.of(straightPart()));
    int heads = spec.heads();
    int dHead = spec.dHead();
    for (RowRange range : RowRange.split(values.rows(), 2L * heads * dHead * reach())) {
      Gemm product =
          Gemm.of(range.count(), reach(), dHead).strides(heads * dHead, reach(), heads * reach());
      int first = range.from() * heads;
      parts.add(
          (weights, gradient) -> {
            values.set(range);
            for (int head = 0; head < heads; head++) {
              int from = (first + head) * dHead;
              int to = (first + head) * reach();
              int map = head * dHead * reach();
              product.multiply(values.values(), from, carried, map, 0f, rows, to);
            }
          });
    }
    return parts;
  }

  private GradientPart straightPart() {
    int d = spec.dModel();
    Gemm common = Gemm.of(1, d, spec.heads() * spec.dHead());
    Gemm bias = Gemm.of(1, outputs(), d);
    List<Gemm> products =
        targets.stream()
            .map(target -> Gemm.of(asking, target.width, d).strides(d, target.width, reach()))
            .toList();
    return (weights, gradient) -> {
      System.arraycopy(table.stream(), table.firstQuery() * d, middle, 0, middle.length);
      if (output.hasBias()) {
        Elementwise.addToRows(middle, output.b(weights));
      }
      if (values.hasCommon()) {
        values.setCommon();
        common.multiply(values.common(), 0, output.w(weights), 0, 1f, middle, 0);
      }
      setBiases(weights, bias);
      for (int i = 0; i < products.size(); i++) {
        Target target = targets.get(i);
        products.get(i).multiply(middle, 0, target.map.w(weights), 0, 1f, straight, target.column);
      }
    };
  }

  private void setBiases(Parameters weights, Gemm throughUnembedding) {
    Arrays.fill(straight, 0, reach(), 0);
    for (int i = 0; i < targets.size(); i++) { // an iterator would be an object a step
      Target target = targets.get(i);
      if (target.map.hasBias()) {
        System.arraycopy(target.map.b(weights), 0, straight, target.column, target.width);
      }
    }
    if (out.hasBias()) {
      float[] unembedding = logits.map.w(weights);
      throughUnembedding.multiply(out.b(weights), 0, unembedding, 0, 1f, straight, logits.column);
    }
    for (int row = 1; row < asking; row++) {
      System.arraycopy(straight, 0, straight, row * reach(), reach());
    }
  }
}
