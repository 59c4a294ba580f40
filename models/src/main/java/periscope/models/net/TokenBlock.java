package periscope.models.net;

/** Tokens of a lane's examples, a block at a time. */
final class TokenBlock implements LaneBlock {
  private final int arity;
  private final int[] lane; // [examples][arity]
  private final int[] tokens; // [block][arity]
  private final int[][] byPosition; // [arity][block]

  TokenBlock(int arity, int laneCapacity, int capacity) {
    this.arity = arity;
    lane = new int[Math.multiplyExact(laneCapacity, arity)];
    tokens = new int[Math.multiplyExact(capacity, arity)];
    byPosition = new int[arity][capacity];
  }

  /** All tokens of the block, {@code [examples][arity]}. */
  int[] all() {
    return tokens;
  }

  /** The token of each example of the block at a position. */
  int[] at(int position) {
    return byPosition[position];
  }

  @Override
  public int gather(Batch batch, int number, int[] labels) {
    return batch.gather(number, lane, labels);
  }

  @Override
  public void show(int first, int count) {
    System.arraycopy(lane, first * arity, tokens, 0, count * arity);
    for (int i = 0; i < count * arity; i++) {
      byPosition[i % arity][i / arity] = tokens[i];
    }
  }
}
