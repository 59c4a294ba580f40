package periscope.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import periscope.models.kernel.Shards;
import periscope.models.net.Evaluation;
import periscope.models.net.Evaluation.Weighted;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.Loss;
import periscope.models.net.Parameters;
import periscope.models.net.Tensor;
import periscope.models.task.Split;
import periscope.models.task.Task;

/**
 * Losses and accuracies on both sides of a split, in parts of the task that threads share. How many
 * there are depends on the task alone, and so do the bits of the result.
 */
final class SplitEvaluation {
  /** Fewer examples do not pay for what a forward pass makes ready beforehand. */
  private static final int FEWEST = 4096;

  private final ForwardModel model;
  private final Loss loss;
  private final Shards shards;
  private final Task task;
  private final int parts;
  private final int size; // of a part
  private final Rows train;
  private final Rows test;

  SplitEvaluation(ForwardModel model, Loss loss, Task task, Split split, Shards shards) {
    this.model = model;
    this.loss = loss;
    this.shards = shards;
    this.task = task;
    parts = Integer.highestOneBit(Math.max(1, task.size() / FEWEST));
    size = Math.ceilDiv(task.size(), parts);
    train = new Rows(split.train(), size, parts);
    test = new Rows(split.test(), size, parts);
  }

  /** Runs the model on all examples. */
  Metrics of(Parameters weights) {
    shards.run(
        parts,
        i -> {
          // Cut anew each time: parts of images that are kept would be a second copy of all.
          Task part = task.range(i * size, Math.min((i + 1) * size, task.size()));
          Tensor outputs = model.forward(weights, part, Hooks.none());
          train.evaluate(i, loss, outputs, part);
          test.evaluate(i, loss, outputs, part);
        });
    return new Metrics(
        train.mean().orElseThrow(() -> new IllegalStateException("nothing to train on")),
        test.mean());
  }

  /** Examples of one side of the split, by part. */
  private static final class Rows {
    private final int[][] rows; // [parts], counted in the part
    private final Evaluation[] found; // [parts]

    Rows(int[] examples, int size, int parts) {
      rows = new int[parts][];
      for (int part = 0; part < parts; part++) {
        int from = part * size;
        rows[part] =
            Arrays.stream(examples)
                .filter(example -> example >= from && example < from + size)
                .map(example -> example - from)
                .toArray();
      }
      found = new Evaluation[parts];
    }

    void evaluate(int part, Loss loss, Tensor outputs, Task task) {
      if (rows[part].length > 0) {
        found[part] = Evaluation.of(loss, outputs, task.labels(), rows[part]);
      }
    }

    Optional<Evaluation> mean() {
      var some = new ArrayList<Weighted>();
      for (int part = 0; part < rows.length; part++) {
        if (rows[part].length > 0) {
          some.add(new Weighted(found[part], rows[part].length));
        }
      }
      return some.isEmpty() ? Optional.empty() : Optional.of(Evaluation.mean(some));
    }
  }
}
