package periscope.models.kernel;

import java.util.Objects;

/** Which class a row of outputs answers. */
final class Answer {
  private Answer() {}

  /**
   * Whether the label's output is the largest; of equal outputs the first wins, and a row with NaN
   * is wrong.
   *
   * @param outputs {@code [rows][classes]}
   */
  static boolean isLargest(double[] outputs, int row, int classes, int label) {
    int from = Math.multiplyExact(row, classes);
    double own = outputs[from + Objects.checkIndex(label, classes)];
    for (int c = 0; c < classes; c++) {
      double other = outputs[from + c];
      boolean beaten = c < label ? own > other : own >= other;
      if (!beaten) {
        return false;
      }
    }
    return true;
  }
}
