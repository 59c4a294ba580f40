package periscope.models.net;

/**
 * What lanes of a {@link FoldedLayer} compute of a block of examples. A thread has one for all of
 * its lanes, so that it stays in cache; nothing in it outlives a block.
 */
final class FoldedBlock {
  /** The most examples of a block. */
  static final int ROWS = 256;

  private final NeuronLane neurons;
  private final float[] postSlope;
  private final float[] logits;
  private final float[] sums;

  private FoldedBlock(TransformerSpec spec, FoldedLayer layer, int rows) {
    neurons = new NeuronLane(spec.activation(), spec.dMlp(), spec.topK(), rows);
    postSlope = new float[Math.multiplyExact(rows, spec.dMlp())];
    logits = new float[Math.multiplyExact(rows, layer.outputs())];
    sums = new float[Math.multiplyExact(rows, layer.reach())];
  }

  /** One for each thread that asks. */
  static ThreadLocal<FoldedBlock> ofThreads(
      TransformerSpec spec, FoldedLayer layer, int laneCapacity) {
    int rows = Math.min(ROWS, laneCapacity);
    return ThreadLocal.withInitial(() -> new FoldedBlock(spec, layer, rows));
  }

  NeuronLane neurons() {
    return neurons;
  }

  /** Gradient of the neurons, {@code [examples][dMlp]}. */
  float[] postSlope() {
    return postSlope;
  }

  /** Logits, then their gradient, {@code [examples][outputs]}. */
  float[] logits() {
    return logits;
  }

  /**
   * What reaches neurons and logits from one position, then its gradient, {@code
   * [examples][reach]}.
   */
  float[] sums() {
    return sums;
  }
}
