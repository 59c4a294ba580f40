package periscope.models.net;

import java.util.Optional;
import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;

/** A layer's neurons in float32, forward and backward over blocks of examples, for one lane. */
final class MlpLane {
  private final int queries;
  private final int width; // dModel
  private final Optional<NormLane> norm; // before the neurons
  private final LinearLane in;
  private final NeuronLane neurons;
  private final LinearLane out;
  private final BranchLane branch;
  private final float[] stream; // [block][queries][dModel]; before the layer's neurons
  private final float[] streamSlope; // as the stream
  private final float[] normed; // as the stream, which it is without a norm
  private final float[] postSlope; // [block][queries][dMlp]
  private final float[] after; // as the stream; after the neurons
  private final float[] slope; // as the stream; gradient of after

  /**
   * A layer's neurons.
   *
   * @param attention what puts out the stream before them
   */
  MlpLane(
      TransformerSpec spec,
      AttentionLane attention,
      Optional<NormLane> norm,
      LinearLane in,
      LinearLane out,
      BranchLane branch,
      int queries) {
    this.norm = norm;
    this.in = in;
    this.out = out;
    this.branch = branch;
    this.queries = queries;
    width = spec.dModel();
    stream = attention.after();
    streamSlope = attention.slope();
    int rows = stream.length / width;
    neurons = new NeuronLane(spec.activation(), spec.dMlp(), spec.topK(), rows);
    normed = norm.isPresent() ? new float[stream.length] : stream;
    postSlope = new float[neurons.pre().length];
    after = new float[stream.length];
    slope = new float[stream.length];
  }

  /** The stream after the neurons. */
  float[] after() {
    return after;
  }

  /** Where {@link #backward} expects the gradient of {@link #after}. */
  float[] slope() {
    return slope;
  }

  Stream<LaneSum> sums() {
    return Stream.of(in.sums(), out.sums(), branch.sums(), norm.stream().flatMap(NormLane::sums))
        .flatMap(sums -> sums);
  }

  /** Takes the norms' weights, once a step. */
  void prepare(Parameters weights) {
    branch.prepare(weights);
    if (norm.isPresent()) {
      norm.get().prepare(weights);
    }
  }

  void forward(Parameters weights, Draw draw, int first, int examples) {
    int rows = examples * queries;
    if (norm.isPresent()) {
      norm.get().forward(stream, 0, rows, normed);
    }
    in.forward(weights, normed, rows, neurons.pre());
    neurons.forward(rows);
    out.forward(weights, neurons.post(), rows, after);
    branch.joinInPlace(after, stream, draw, first, examples);
  }

  /** From {@link #slope}; {@code beta} is 0 for the first block of a step, then 1. */
  void backward(Parameters weights, Draw draw, int first, int examples, float beta) {
    int rows = examples * queries;
    float[] branchSlope = branch.backwardInPlace(slope, draw, first, examples);
    out.backward(weights, neurons.post(), branchSlope, rows, beta, postSlope);
    neurons.backwardInPlace(postSlope, rows);
    in.backward(weights, normed, postSlope, rows, beta, streamSlope);
    if (norm.isPresent()) {
      norm.get().backwardInPlace(streamSlope, 0, rows);
    }
    Elementwise.addInPlace(streamSlope, slope, 0, rows * width);
  }
}
