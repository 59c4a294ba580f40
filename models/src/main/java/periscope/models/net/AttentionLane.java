package periscope.models.net;

import java.util.stream.Stream;
import periscope.models.kernel.AttentionHeads;
import periscope.models.kernel.AttentionPattern;

/** A layer's attention in float32, forward and backward over blocks of examples, for one lane. */
final class AttentionLane {
  private final int queries;
  private final LayerInput input;
  private final AttentionHeads heads;
  private final LinearLane output;
  private final BranchLane branch;
  private final float[] z; // [block][queries][heads][dHead]
  private final float[] zSlope; // as z
  private final float[] after; // [block][queries][dModel]; the stream after attention
  private final float[] slope; // as after; its gradient

  /**
   * A layer's attention.
   *
   * @param examples the most that a block has
   */
  AttentionLane(
      TransformerSpec spec,
      LayerInput input,
      LinearLane output,
      BranchLane branch,
      AttentionPattern.Shape shape,
      int examples) {
    queries = shape.queries();
    this.input = input;
    this.output = output;
    this.branch = branch;
    heads = new AttentionHeads(shape, input.scores(), input.values(), examples);
    int rows = Math.multiplyExact(examples, queries);
    z = new float[Math.multiplyExact(rows, spec.heads() * spec.dHead())];
    zSlope = new float[z.length];
    after = new float[Math.multiplyExact(rows, spec.dModel())];
    slope = new float[after.length];
  }

  /** The shape of a layer's attention. */
  static AttentionPattern.Shape shape(TransformerSpec spec, int positions, int queries) {
    return new AttentionPattern.Shape(
        spec.heads(),
        spec.dHead(),
        positions,
        queries,
        spec.attention() == TransformerSpec.Attention.CAUSAL,
        spec.attentionCoefficient());
  }

  /** The stream after attention. */
  float[] after() {
    return after;
  }

  /** Where {@link #backward} expects the gradient of {@link #after}. */
  float[] slope() {
    return slope;
  }

  Stream<LaneSum> sums() {
    return Stream.of(input.sums(), output.sums(), branch.sums()).flatMap(sums -> sums);
  }

  /** Takes the norms' weights, once a step. */
  void prepare(Parameters weights) {
    input.prepare(weights);
    branch.prepare(weights);
  }

  void forward(Parameters weights, Draw draw, int first, int examples) {
    input.forward(first, examples);
    heads.forward(input.index(), input.indexFrom(first), examples, z);
    output.forward(weights, z, examples * queries, after);
    input.residual(first, examples, slope); // which is free until the way back
    branch.joinInPlace(after, slope, draw, first, examples);
  }

  /** From {@link #slope}; {@code beta} is 0 for the first block of a step, then 1. */
  void backward(Parameters weights, Draw draw, int first, int examples, float beta) {
    float[] branchSlope = branch.backwardInPlace(slope, draw, first, examples);
    output.backward(weights, z, branchSlope, examples * queries, beta, zSlope);
    heads.backward(examples, zSlope);
    input.backward(first, examples, beta, slope);
  }
}
