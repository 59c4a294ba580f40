package periscope.models.net;

import periscope.models.internal.autodiff.Variable;
import periscope.models.kernel.Elementwise;

/** Numbers of a lane's examples, or a one for each token among zeros, a block at a time. */
final class NumberBlock implements LaneBlock {
  private final float[] lane; // [examples][inputs]
  private final float[] block; // [block][inputs]
  private final Variable numbers;

  NumberBlock(Variable numbers, int laneCapacity) {
    this.numbers = numbers;
    lane = new float[Math.multiplyExact(laneCapacity, numbers.width())];
    block = new float[numbers.values().length];
  }

  @Override
  public int gather(Batch batch, int number, int[] labels) {
    return batch.gather(number, lane, labels);
  }

  @Override
  public void show(int first, int count) {
    int inputs = numbers.width();
    System.arraycopy(lane, first * inputs, block, 0, count * inputs);
    Elementwise.widen(block, numbers.values(), 0, count * inputs);
  }
}
