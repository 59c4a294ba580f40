package periscope.probes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.Task;
import periscope.models.task.TaskSpec;

/**
 * What the forward pass of a snapshot runs on: every input that a measure may ask for, in blocks
 * whose logits fit in memory. For modular arithmetic these are all p² ordered pairs, the examples
 * of the task among them.
 */
final class Inputs {
  /** 128 MB of float64 logits. */
  private static final long LARGEST_BLOCK = 1L << 24;

  private final List<Task> blocks;
  private final int size;
  private final int[] rows; // [examples]

  private Inputs(List<Task> blocks, int size, int[] rows) {
    this.blocks = blocks;
    this.size = size;
    this.rows = rows;
  }

  static Inputs of(TaskSpec spec, Task task) {
    return switch (spec) {
      case ModularArithmetic arithmetic -> ofPairs(arithmetic, task);
    };
  }

  private static Inputs ofPairs(ModularArithmetic spec, Task task) {
    int p = spec.modulus();
    Task pairs = new ModularArithmetic(p, spec.operation(), ModularArithmetic.Pairs.ORDERED).task();
    int[] tokens = task.inputs();
    int[] rows =
        IntStream.range(0, task.size()).map(i -> tokens[2 * i] * p + tokens[2 * i + 1]).toArray();
    return new Inputs(blocks(pairs, LARGEST_BLOCK), pairs.size(), rows);
  }

  static List<Task> blocks(Task all, long largest) {
    int rows = Math.clamp(largest / all.classes(), 1, all.size());
    if (rows == all.size()) {
      return List.of(all);
    }
    var blocks = new ArrayList<Task>();
    for (int from = 0; from < all.size(); from += rows) {
      blocks.add(all.select(IntStream.range(from, Math.min(from + rows, all.size())).toArray()));
    }
    return blocks;
  }

  /** All inputs, in order, in one or more parts. */
  List<Task> blocks() {
    return blocks;
  }

  /** Number of inputs. */
  int size() {
    return size;
  }

  /** The input of each example of the run's task, {@code [task.size()]}; not a copy. */
  int[] rows() {
    return rows;
  }

  @Override
  public String toString() {
    return "%d inputs, of which %d are examples"
        .formatted(size, Arrays.stream(rows).distinct().count());
  }
}
