package periscope.models.net;

import periscope.models.kernel.Dropout;

/** Which random bits a lane draws in a step. */
final class Draw {
  private long seed;
  private long step;
  private int firstExample;

  /**
   * Sets them.
   *
   * @param firstExample position in the batch of the lane's first example
   */
  void set(long seed, long step, int firstExample) {
    this.seed = seed;
    this.step = step;
    this.firstExample = firstExample;
  }

  /** The key of one place in the network. */
  long key(int place) {
    return Dropout.key(seed, step, place);
  }

  /** Number of the first value of an example of the lane, of which each has so many. */
  long number(int example, int size) {
    return (long) (firstExample + example) * size;
  }
}
