package periscope.probes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import periscope.models.task.Images;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.Permutations;
import periscope.models.task.SparseParity;
import periscope.models.task.Task;
import periscope.models.task.TaskSpec;
import periscope.models.task.UnknownTask;

/**
 * What the forward pass of a snapshot runs on: every input that a measure may ask for, in blocks
 * whose logits and neurons fit in memory. For modular arithmetic these are all p² ordered pairs,
 * the examples of the task among them; for other tasks their examples, for an unknown one none.
 */
final class Inputs {
  /** 64 MB of float64 logits or neurons: what a pass makes ready for a block should pay. */
  private static final long LARGEST_BLOCK = 1L << 23;

  private final List<Task> blocks;
  private final int[] examples; // [inputs]

  private Inputs(List<Task> blocks, int[] examples) {
    this.blocks = blocks;
    this.examples = examples;
  }

  /**
   * The inputs of a task.
   *
   * @param width how many logits or neurons, whichever are more, an input has
   */
  static Inputs of(TaskSpec spec, Task task, int width) {
    return switch (spec) {
      case ModularArithmetic arithmetic -> ofPairs(arithmetic, task, width);
      case Permutations permutations -> ofExamples(task, width);
      case SparseParity parity -> ofExamples(task, width);
      case Images images -> ofExamples(task, width);
      case UnknownTask unknown -> new Inputs(List.of(), new int[0]);
    };
  }

  private static Inputs ofPairs(ModularArithmetic spec, Task task, int width) {
    Task pairs = spec.plane();
    int[] examples = new int[pairs.size()];
    Arrays.fill(examples, RunContext.NO_EXAMPLE);
    for (int i = 0; i < task.size(); i++) {
      examples[spec.planeIndex(task, i)] = i;
    }
    return new Inputs(blocks(pairs, width, LARGEST_BLOCK), examples);
  }

  private static Inputs ofExamples(Task task, int width) {
    return new Inputs(
        blocks(task, width, LARGEST_BLOCK), IntStream.range(0, task.size()).toArray());
  }

  static List<Task> blocks(Task all, int width, long largest) {
    int rows = Math.clamp(largest / width, 1, all.size());
    var blocks = new ArrayList<Task>();
    for (int from = 0; from < all.size(); from += rows) {
      blocks.add(all.range(from, Math.min(from + rows, all.size())));
    }
    return blocks;
  }

  /** All inputs, in order, in one or more parts. */
  List<Task> blocks() {
    return blocks;
  }

  /** Number of inputs. */
  int size() {
    return examples.length;
  }

  /** Which of the task's examples each input is, or {@link RunContext#NO_EXAMPLE}; not a copy. */
  int[] examples() {
    return examples;
  }
}
