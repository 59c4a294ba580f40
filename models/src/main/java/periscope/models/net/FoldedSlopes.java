package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import periscope.models.kernel.Gemm;
import periscope.models.net.FoldedLayer.Target;

/**
 * From the total gradients of a {@link FoldedLayer} to those of the parameters and of the table of
 * tokens behind it: first {@link #mapParts}, then {@link #commonParts}, then {@link
 * #parameterParts}.
 */
final class FoldedSlopes {
  private final TransformerSpec spec;
  private final TokenTable table;
  private final FoldedLayer layer;
  private final float[] rows; // [rows mixed][heads][reach]
  private final float[] straight; // [asking][reach]
  private final float[] toLogits; // [dMlp][outputs]
  private final float[] carried; // [heads][dHead][reach]
  private final float[] reached; // [reach]; of what is added to every row that asks

  FoldedSlopes(TransformerSpec spec, TokenTable table, FoldedLayer layer) {
    this.spec = spec;
    this.table = table;
    this.layer = layer;
    rows = new float[layer.rows().length];
    straight = new float[layer.straight().length];
    toLogits = new float[layer.toLogits().length];
    carried = new float[layer.carried().length];
    reached = new float[layer.reach()];
  }

  /** Where the gradient of {@link FoldedLayer#rows} goes. */
  float[] rows() {
    return rows;
  }

  /** Where the gradient of {@link FoldedLayer#straight} goes. */
  float[] straight() {
    return straight;
  }

  /** Where the gradient of {@link FoldedLayer#toLogits} goes. */
  float[] toLogits() {
    return toLogits;
  }

  /** What takes them to the maps before rows, to values and stream, to W_out and biases. */
  List<GradientPart> mapParts() {
    List<GradientPart> parts = new ArrayList<>(List.of(straightPart()));
    int reach = layer.reach();
    int heads = spec.heads();
    int dHead = spec.dHead();
    int width = heads * dHead;
    FoldedValues values = layer.values();
    for (RowRange range : RowRange.split(dHead, 2L * values.rows() * reach)) {
      Gemm toCarried =
          Gemm.of(range.count(), reach, values.rows())
              .transposedA()
              .strides(width, heads * reach, reach);
      for (int head = 0; head < heads; head++) {
        int first = head * dHead + range.from();
        int from = head * reach;
        parts.add(
            (weights, gradient) ->
                toCarried.multiply(values.values(), first, rows, from, 0f, carried, first * reach));
      }
    }
    for (RowRange range : RowRange.split(values.rows(), 2L * width * reach)) {
      Gemm toValues =
          Gemm.of(range.count(), dHead, reach).transposedB().strides(heads * reach, reach, width);
      int first = range.from() * heads;
      parts.add(
          (weights, gradient) -> {
            float[] slope = table.slopes().values();
            for (int head = 0; head < heads; head++) {
              int from = (first + head) * reach;
              int map = head * dHead * reach;
              int to = (first + head) * dHead;
              toValues.multiply(rows, from, layer.carried(), map, 0f, slope, to);
            }
          });
    }
    int d = spec.dModel();
    int outputs = layer.outputs();
    for (RowRange range : RowRange.split(spec.dMlp(), 2L * d * outputs)) {
      Gemm toOut = Gemm.of(range.count(), d, outputs).transposedB();
      int from = range.from();
      parts.add(
          (weights, gradient) -> {
            float[] unembedding = layer.logits().map().w(weights);
            float[] slope = layer.out().w(gradient);
            toOut.multiply(toLogits, from * outputs, unembedding, 0, 0f, slope, from * d);
          });
    }
    return parts;
  }

  private GradientPart straightPart() {
    int d = spec.dModel();
    List<Gemm> products = backProducts(layer.asking());
    Gemm toOutBias = Gemm.of(1, d, layer.outputs()).transposedB();
    Gemm toCommon = Gemm.of(1, spec.heads() * spec.dHead(), d).transposedB();
    return (weights, gradient) -> {
      float[] stream = table.slopes().stream();
      back(products, weights, straight, stream);
      if (layer.output().hasBias()) {
        TokenSlopes.sumRows(stream, layer.output().b(gradient));
      }
      if (layer.values().hasCommon()) {
        toCommon.multiply(stream, layer.output().w(weights), layer.values().commonSlope());
      }
      TokenSlopes.sumRows(straight, reached);
      for (int i = 0; i < layer.targets().size(); i++) { // no iterator: see FoldedLayer
        Target target = layer.targets().get(i);
        if (target.map().hasBias()) {
          float[] slope = target.map().b(gradient);
          System.arraycopy(reached, target.column(), slope, 0, target.width());
        }
      }
      if (layer.out().hasBias()) {
        Target logits = layer.logits();
        float[] slope = layer.out().b(gradient);
        toOutBias.multiply(reached, logits.column(), logits.map().w(weights), 0, 0f, slope, 0);
      }
    };
  }

  /** From gradients of so many rows {@code [reach]} to those of rows {@code [dModel]}. */
  private List<Gemm> backProducts(int rows) {
    int d = spec.dModel();
    return layer.targets().stream()
        .map(
            target ->
                Gemm.of(rows, d, target.width())
                    .transposedB()
                    .strides(layer.reach(), target.width(), d))
        .toList();
  }

  private void back(List<Gemm> products, Parameters weights, float[] reachSlope, float[] slope) {
    for (int i = 0; i < products.size(); i++) {
      Target target = layer.targets().get(i);
      float[] w = target.map().w(weights);
      products.get(i).multiply(reachSlope, target.column(), w, 0, i == 0 ? 0f : 1f, slope, 0);
    }
  }

  /** What takes those of values to that of the values that all examples take, if they do. */
  List<GradientPart> commonParts() {
    FoldedValues values = layer.values();
    return values.hasCommon() ? List.of((weights, gradient) -> values.finishSlopes()) : List.of();
  }

  /** What takes those of the maps to W_O, W_in and W_U. */
  List<GradientPart> parameterParts() {
    List<GradientPart> parts = new ArrayList<>();
    parts.add(outputPart());
    Target logits = layer.logits();
    long terms = (long) spec.heads() * spec.dHead() + layer.asking();
    for (Target target : layer.targets()) {
      long all = target.equals(logits) ? terms + spec.dMlp() : terms;
      for (RowRange range : RowRange.split(spec.dModel(), 2 * all * target.width())) {
        parts.add(target.equals(logits) ? unembeddingPart(range) : targetPart(target, range));
      }
    }
    return parts;
  }

  /** To W_O, at once: for few rows this product is slow. */
  private GradientPart outputPart() {
    int width = spec.heads() * spec.dHead();
    List<Gemm> products = backProducts(width);
    Gemm common = Gemm.of(width, spec.dModel(), 1).transposedA();
    return (weights, gradient) -> {
      float[] slope = layer.output().w(gradient);
      back(products, weights, carried, slope);
      if (layer.values().hasCommon()) {
        common.multiply(layer.values().common(), 0, table.slopes().stream(), 0, 1f, slope, 0);
      }
    };
  }

  /** To some rows of W_in, or of W_U but for what neurons make of logits. */
  private GradientPart targetPart(Target target, RowRange range) {
    Gemm heads = toTarget(target, range, spec.heads() * spec.dHead());
    Gemm past = toTarget(target, range, layer.asking());
    int from = range.from();
    int to = from * target.width();
    return (weights, gradient) -> {
      float[] slope = target.map().w(gradient);
      heads.multiply(layer.output().w(weights), from, carried, target.column(), 0f, slope, to);
      past.multiply(layer.middle(), from, straight, target.column(), 1f, slope, to);
    };
  }

  private Gemm toTarget(Target target, RowRange range, int terms) {
    return Gemm.of(range.count(), target.width(), terms)
        .transposedA()
        .strides(spec.dModel(), layer.reach(), target.width());
  }

  private GradientPart unembeddingPart(RowRange range) {
    Target logits = layer.logits();
    GradientPart heads = targetPart(logits, range);
    int outputs = layer.outputs();
    Gemm neurons =
        Gemm.of(range.count(), outputs, spec.dMlp())
            .transposedA()
            .strides(spec.dModel(), outputs, outputs);
    Gemm bias = toTarget(logits, range, 1);
    int from = range.from();
    int to = from * outputs;
    return (weights, gradient) -> {
      heads.run(weights, gradient);
      float[] slope = logits.map().w(gradient);
      neurons.multiply(layer.out().w(weights), from, toLogits, 0, 1f, slope, to);
      if (layer.out().hasBias()) {
        bias.multiply(layer.out().b(weights), from, reached, logits.column(), 1f, slope, to);
      }
    };
  }
}
