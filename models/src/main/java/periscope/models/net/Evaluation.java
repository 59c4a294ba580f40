package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import periscope.models.kernel.OutputLoss;
import periscope.models.task.Task;

/**
 * How well outputs answer.
 *
 * @param loss mean loss, float64; NaN if an output is
 * @param accuracy share of rows that are answered right; a row with NaN is wrong
 */
public record Evaluation(double loss, double accuracy) {
  private static final int BLOCK_LOGITS = 1 << 20; // 8 MB

  /**
   * Evaluates all rows.
   *
   * @param loss what judges them
   * @param outputs {@code [rows][outputs]}
   * @param labels one label a row
   */
  public static Evaluation of(Loss loss, Tensor outputs, int[] labels) {
    if (labels.length != outputs.dim(0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d labels for outputs of shape %s, expected one a row",
              labels.length,
              outputs.shape()));
    }
    return of(loss, outputs, labels, IntStream.range(0, labels.length).toArray());
  }

  /**
   * Evaluates some rows, such as a split's test examples.
   *
   * @param loss what judges them
   * @param outputs {@code [examples][outputs]}
   * @param labels labels of all examples
   * @param rows indices of the examples to average over, at least one
   */
  public static Evaluation of(Loss loss, Tensor outputs, int[] labels, int[] rows) {
    requireRows(rows.length);
    double[] values = outputs.values();
    double[] losses = new double[rows.length];
    OutputLoss judge = loss.of(outputs.dim(1));
    judge.losses(values, labels, rows, losses);
    double sum = 0;
    int right = 0;
    for (int i = 0; i < rows.length; i++) {
      sum += losses[i];
      right += judge.right(values, rows[i], labels[rows[i]]) ? 1 : 0;
    }
    return new Evaluation(sum / rows.length, (double) right / rows.length);
  }

  /**
   * Runs the model on all examples, a block at a time, so that memory does not grow with the task.
   */
  public static Evaluation of(ForwardModel model, Loss loss, Parameters weights, Task examples) {
    requireRows(examples.size());
    int block = Math.max(1, BLOCK_LOGITS / examples.classes());
    var parts = new ArrayList<Weighted>();
    for (int from = 0; from < examples.size(); from += block) {
      int to = Math.min(examples.size(), from + block);
      Task part = examples.range(from, to);
      Tensor outputs = model.forward(weights, part, Hooks.none());
      parts.add(new Weighted(of(loss, outputs, part.labels()), part.size()));
    }
    return mean(parts);
  }

  /**
   * How well some rows answer.
   *
   * @param rows how many they are
   */
  public record Weighted(Evaluation evaluation, int rows) {}

  /** Of rows in several parts, those of all, at least one. */
  public static Evaluation mean(List<Weighted> parts) {
    int rows = 0;
    double sum = 0;
    double right = 0;
    for (Weighted part : parts) {
      rows += part.rows;
      sum += part.evaluation.loss * part.rows;
      right += Math.rint(part.evaluation.accuracy * part.rows);
    }
    requireRows(rows);
    return new Evaluation(sum / rows, right / rows);
  }

  private static void requireRows(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException(
          "a mean over no examples has no value: expected 1 or more");
    }
  }
}
