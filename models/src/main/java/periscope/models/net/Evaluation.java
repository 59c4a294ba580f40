package periscope.models.net;

import java.util.Locale;
import java.util.stream.IntStream;
import periscope.models.kernel.CrossEntropy;
import periscope.models.task.Task;

/**
 * How well logits answer.
 *
 * @param loss mean cross-entropy in nats, float64; NaN if a logit is
 * @param accuracy share of rows whose largest logit is the label's; of equal logits the first wins,
 *     and a row with NaN is wrong
 */
public record Evaluation(double loss, double accuracy) {
  private static final int BLOCK_LOGITS = 1 << 20; // 8 MB

  /**
   * Evaluates all rows.
   *
   * @param logits {@code [rows][classes]}
   * @param labels one label a row
   */
  public static Evaluation of(Tensor logits, int[] labels) {
    if (labels.length != logits.dim(0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d labels for logits of shape %s, expected one a row",
              labels.length,
              logits.shape()));
    }
    return of(logits, labels, IntStream.range(0, labels.length).toArray());
  }

  /**
   * Evaluates some rows, such as a split's test examples.
   *
   * @param logits {@code [examples][classes]}
   * @param labels labels of all examples
   * @param rows indices of the examples to average over, at least one
   */
  public static Evaluation of(Tensor logits, int[] labels, int[] rows) {
    requireRows(rows.length);
    int classes = logits.dim(1);
    double[] values = logits.values();
    double[] losses = new double[rows.length];
    new CrossEntropy(classes).losses(values, labels, rows, losses);
    double loss = 0;
    int right = 0;
    for (int i = 0; i < rows.length; i++) {
      loss += losses[i];
      right += wins(values, rows[i] * classes, classes, labels[rows[i]]) ? 1 : 0;
    }
    return new Evaluation(loss / rows.length, (double) right / rows.length);
  }

  /**
   * Runs the model on all examples, a block at a time, so that memory does not grow with the task.
   */
  public static Evaluation of(ForwardModel model, Parameters weights, Task examples) {
    requireRows(examples.size());
    int block = Math.max(1, BLOCK_LOGITS / examples.classes());
    double loss = 0;
    double right = 0;
    for (int from = 0; from < examples.size(); from += block) {
      int to = Math.min(examples.size(), from + block);
      Task part =
          to - from == examples.size()
              ? examples
              : examples.select(IntStream.range(from, to).toArray());
      Evaluation evaluation = of(model.forward(weights, part, Hooks.none()), part.labels());
      loss += evaluation.loss * part.size();
      right += evaluation.accuracy * part.size();
    }
    return new Evaluation(loss / examples.size(), right / examples.size());
  }

  private static void requireRows(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException(
          "a mean over no examples has no value: expected 1 or more");
    }
  }

  private static boolean wins(double[] values, int offset, int classes, int label) {
    double own = values[offset + label];
    for (int c = 0; c < classes; c++) {
      double other = values[offset + c];
      boolean beaten = c < label ? own > other : own >= other;
      if (!beaten) {
        return false;
      }
    }
    return true;
  }
}
