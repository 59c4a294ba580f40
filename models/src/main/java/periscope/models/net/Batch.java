package periscope.models.net;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import periscope.models.task.Inputs;
import periscope.models.task.Task;

/**
 * The examples of one update, cut into lanes: fixed parts that depend on the number of examples
 * only, never on threads.
 */
final class Batch {
  private static final int LANE_ROWS = 256;
  private static final int MAX_LANES = 16; // bounds memory: each has gradients of its own

  private final Task examples;
  private final int capacity;
  private final int lanes;
  private int[] rows;
  private int from;
  private int count;
  private long seed;
  private long step;

  /**
   * The first {@code capacity} examples.
   *
   * @throws IllegalArgumentException if there are not so many, or the capacity is below 1
   */
  Batch(Task examples, int capacity) {
    this(examples, capacity, LANE_ROWS, MAX_LANES);
  }

  /** The same, in lanes of about so many examples, and no more lanes than so many. */
  Batch(Task examples, int capacity, int laneRows, int maxLanes) {
    if (capacity < 1 || capacity > examples.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch of %d of %d training examples: expected 1 to all of them",
              capacity,
              examples.size()));
    }
    this.examples = examples;
    this.capacity = capacity;
    lanes = Math.min(Math.ceilDiv(capacity, laneRows), maxLanes);
    rows = IntStream.range(0, capacity).toArray();
    count = capacity;
  }

  /** All examples, of which the batch is a part. */
  Task examples() {
    return examples;
  }

  /** The most examples it has. */
  int capacity() {
    return capacity;
  }

  /** Number of examples now. */
  int count() {
    return count;
  }

  /** See {@link LossGradient#select}. */
  void select(int[] rows, int from, int count) {
    Objects.checkFromIndexSize(from, count, rows.length);
    if (count < 1 || count > capacity) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a batch of %d examples, expected 1 to %d", count, capacity));
    }
    this.rows = rows;
    this.from = from;
    this.count = count;
  }

  /** See {@link LossGradient#draw}. */
  void draw(long seed, long step) {
    this.seed = seed;
    this.step = step;
  }

  /** What random bits follow from, with {@link #step}. */
  long seed() {
    return seed;
  }

  /** The step that the batch is for. */
  long step() {
    return step;
  }

  /** Number of lanes. */
  int lanes() {
    return lanes;
  }

  /** The most examples that a lane has. */
  int laneCapacity() {
    return Math.ceilDiv(capacity, lanes);
  }

  /** Position in the batch of a lane's first example; of the lane after the last, its end. */
  int start(int lane) {
    return (int) ((long) count * lane / lanes());
  }

  /**
   * Copies numbers and labels of a lane; of tokens, a one for each among zeros, position by
   * position.
   *
   * @param numbers {@code [laneCapacity][arity]}, or {@code [laneCapacity][arity][vocabulary]}
   * @param labels {@code [laneCapacity]}
   * @return how many examples the lane has
   */
  int gather(int lane, float[] numbers, int[] labels) {
    int first = start(lane);
    int end = start(lane + 1);
    for (int i = first; i < end; i++) {
      copyNumbers(rows[from + i], numbers, i - first);
      labels[i - first] = examples.labels()[rows[from + i]];
    }
    return end - first;
  }

  private void copyNumbers(int row, float[] numbers, int to) {
    int arity = examples.arity();
    switch (examples.given()) {
      case Inputs.Features features ->
          System.arraycopy(features.values(), row * arity, numbers, to * arity, arity);
      case Inputs.Tokens tokens -> {
        int vocabulary = tokens.vocabulary();
        Arrays.fill(numbers, to * arity * vocabulary, (to + 1) * arity * vocabulary, 0);
        for (int i = 0; i < arity; i++) {
          int token = tokens.values()[row * arity + i];
          numbers[(to * arity + i) * vocabulary + token] = 1;
        }
      }
    }
  }

  /**
   * Copies tokens and labels of a lane.
   *
   * @param tokens {@code [laneCapacity][arity]}
   * @param labels {@code [laneCapacity]}
   * @return how many examples the lane has
   */
  int gather(int lane, int[] tokens, int[] labels) {
    int arity = examples.arity();
    int first = start(lane);
    int end = start(lane + 1);
    for (int i = first; i < end; i++) {
      int row = rows[from + i];
      System.arraycopy(examples.inputs(), row * arity, tokens, (i - first) * arity, arity);
      labels[i - first] = examples.labels()[row];
    }
    return end - first;
  }
}
