package periscope.models.net;

import java.util.Optional;
import java.util.stream.Stream;
import periscope.models.kernel.Dropout;
import periscope.models.kernel.Elementwise;

/**
 * Where a branch, attention's or the neurons', comes back to the residual stream: some of it is
 * dropped, the stream is added, and the sum is normalised, if the network does so.
 */
final class BranchLane {
  private final int place;
  private final int exampleSize; // values of an example
  private final int width; // dModel
  private final Optional<Dropout> dropout;
  private final Optional<NormLane> norm;
  private final float[] dropped; // [block][queries][dModel], with dropout

  /**
   * A branch.
   *
   * @param place number of the branch, of which each draws its own random bits
   * @param norm after the sum
   * @param examples the most that a block has
   */
  BranchLane(TransformerSpec spec, int place, Optional<NormLane> norm, int queries, int examples) {
    this.place = place;
    this.norm = norm;
    width = spec.dModel();
    exampleSize = queries * width;
    dropout = spec.dropout() > 0 ? Optional.of(new Dropout(spec.dropout())) : Optional.empty();
    dropped = new float[dropout.isPresent() ? Math.multiplyExact(examples, exampleSize) : 0];
  }

  Stream<LaneSum> sums() {
    return norm.stream().flatMap(NormLane::sums);
  }

  /** Takes the norm's weights, once a step. */
  void prepare(Parameters weights) {
    if (norm.isPresent()) {
      norm.get().prepare(weights);
    }
  }

  /**
   * Makes a branch's values the stream after it.
   *
   * @param branch {@code [examples][queries][dModel]}
   * @param stream the same, before the branch
   */
  void joinInPlace(float[] branch, float[] stream, Draw draw, int first, int examples) {
    int n = examples * exampleSize;
    if (dropout.isPresent()) {
      dropout.get().apply(branch, branch, n, draw.key(place), draw.number(first, exampleSize));
    }
    Elementwise.addInPlace(branch, stream, 0, n);
    if (norm.isPresent()) {
      norm.get().forward(branch, 0, n / width, branch);
    }
  }

  /**
   * Makes the gradient of the stream after the branch that of the sum, which is that of the stream
   * before it too, but for what the branch has read.
   *
   * @return the gradient of the branch, perhaps the same array
   */
  float[] backwardInPlace(float[] slope, Draw draw, int first, int examples) {
    int n = examples * exampleSize;
    if (norm.isPresent()) {
      norm.get().backwardInPlace(slope, 0, n / width);
    }
    if (dropout.isEmpty()) {
      return slope;
    }
    dropout.get().apply(slope, dropped, n, draw.key(place), draw.number(first, exampleSize));
    return dropped;
  }
}
