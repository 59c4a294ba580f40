package periscope.trainer;

import org.apache.commons.rng.sampling.PermutationSampler;
import periscope.models.net.LossGradient;
import periscope.models.spec.SeedStreams;

/**
 * Which training examples an update sees: all, or in each epoch every one once, in a random order
 * that depends on the seed and the epoch only. The last batch of an epoch may be smaller.
 */
final class Batches {
  private final int examples;
  private final int size;
  private final SeedStreams streams;
  private final int[] order;
  private long orderedFor = -1;

  /**
   * Batches of so many training examples.
   *
   * @param examples how many there are
   * @param size the most that a batch has, 0 for all at once
   */
  Batches(int examples, int size, SeedStreams streams) {
    this.examples = examples;
    this.size = size == 0 ? examples : Math.min(size, examples);
    this.streams = streams;
    order = PermutationSampler.natural(examples);
  }

  /** The most examples a batch has. */
  int capacity() {
    return size;
  }

  /** Makes the examples of the update that follows {@code step} the batch. */
  void select(LossGradient<?> gradient, long step) {
    if (size == examples) {
      return; // the one batch that there is
    }
    long each = Math.ceilDiv(examples, size);
    long epoch = step / each;
    if (epoch != orderedFor) {
      for (int i = 0; i < examples; i++) {
        order[i] = i;
      }
      PermutationSampler.shuffle(streams.stream("order-" + epoch), order);
      orderedFor = epoch;
    }
    int from = (int) (step % each) * size;
    gradient.select(order, from, Math.min(size, examples - from));
  }
}
