package periscope.trainer.optimizer;

import java.util.function.IntConsumer;
import periscope.models.kernel.Shards;
import periscope.models.net.Values;

/** All trained values in blocks that threads share. A run of them allocates nothing. */
final class Blocks {
  private static final int BLOCK = 8192;

  private final Shards shards;
  private final int[] sizes; // [parameters]
  private final int[] blockParameter; // [blocks]
  private final int[] blockStart; // [blocks]
  private final IntConsumer task;

  Blocks(Values<?> parameters, Shards shards, Work work) {
    this.shards = shards;
    var specs = parameters.specs();
    sizes = specs.stream().mapToInt(spec -> spec.size()).toArray();
    int blocks = 0;
    for (var parameter : specs) {
      blocks += parameter.trained() ? Math.ceilDiv(parameter.size(), BLOCK) : 0;
    }
    blockParameter = new int[blocks];
    blockStart = new int[blocks];
    int block = 0;
    for (int i = 0; i < specs.size(); i++) {
      for (int start = 0; specs.get(i).trained() && start < sizes[i]; start += BLOCK) {
        blockParameter[block] = i;
        blockStart[block++] = start;
      }
    }
    task = b -> run(work, b);
  }

  private void run(Work work, int block) {
    int parameter = blockParameter[block];
    int from = blockStart[block];
    work.run(parameter, from, Math.min(sizes[parameter], from + BLOCK));
  }

  /** Does the work on every block. */
  void run() {
    shards.run(blockParameter.length, task);
  }

  /** What is done with the values {@code from} to {@code to} of a parameter. */
  @FunctionalInterface
  interface Work {
    void run(int parameter, int from, int to);
  }
}
