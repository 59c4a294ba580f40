package periscope.models.net;

import periscope.models.kernel.OutputLoss;

/**
 * A fixed part of a batch: forward and backward pass in blocks of examples that stay in cache,
 * adding up gradients in sums of its own.
 */
abstract class Lane {
  private final Batch batch;
  private final int number;
  private final int blockExamples;
  private final OutputLoss judge;
  private final int[] labels; // [examples]
  private int examples;
  private double sumOfLosses;

  /**
   * A lane that has yet to {@link #gather}.
   *
   * @param number which of the batch's lanes
   * @param most examples that a block has at most; they are cut into blocks of about one size
   */
  Lane(Batch batch, int number, int most, OutputLoss judge) {
    this.batch = batch;
    this.number = number;
    this.judge = judge;
    int capacity = batch.laneCapacity();
    blockExamples = Math.ceilDiv(capacity, Math.ceilDiv(capacity, most));
    labels = new int[capacity];
  }

  /** The most examples that a block has. */
  final int blockExamples() {
    return blockExamples;
  }

  /** Takes its part of the batch. */
  final void gather() {
    examples = take(batch, number, labels);
    for (int i = 0; i < blocks(); i++) {
      arrange(start(i), start(i + 1) - start(i));
    }
  }

  private int blocks() {
    return Math.ceilDiv(examples, blockExamples);
  }

  private int start(int block) {
    return (int) ((long) examples * block / blocks());
  }

  /** Runs it on what it took. */
  final void run(Parameters weights) {
    for (LaneSum sum : sums()) {
      if (sum.isAddedTo() || examples == 0) { // products overwrite the others
        sum.clear();
      }
    }
    begin(weights, batch, number);
    sumOfLosses = 0;
    double scale = 1.0 / batch.count();
    for (int i = 0; i < blocks(); i++) {
      int first = start(i);
      int rows = start(i + 1) - first;
      float[] outputs = forward(weights, first, rows);
      sumOfLosses += judge.gradientInPlace(outputs, rows, labels, first, scale);
      backward(weights, first, rows, i == 0 ? 0f : 1f);
    }
  }

  /** The sum of its examples' losses. */
  final double sumOfLosses() {
    return sumOfLosses;
  }

  /** What it adds to gradients; in all lanes the same in the same order. */
  abstract LaneSum[] sums();

  /** Copies inputs and labels of this lane from the batch, and returns how many there are. */
  abstract int take(Batch batch, int number, int[] labels);

  /** Prepares what a block's examples need in every step, once they have been taken. */
  void arrange(int first, int rows) {}

  /** Prepares what all blocks of a step share. */
  void begin(Parameters weights, Batch batch, int number) {}

  /** Runs a block forward; returns its outputs, which become their gradient. */
  abstract float[] forward(Parameters weights, int first, int rows);

  /**
   * Runs it backward.
   *
   * @param beta 0 for the lane's first block, whose products overwrite the sums, else 1
   */
  abstract void backward(Parameters weights, int first, int rows, float beta);
}
