package periscope.models.kernel;

import java.util.Locale;
import java.util.Objects;

/**
 * Squared error against the one-hot label, the mean over classes: 1/classes · Σ_c (x_c − [c =
 * label])². The mean over examples of it is what PyTorch's {@code nn.MSELoss} gives by default.
 *
 * <p>Computed in float64. Outputs that are not finite give a loss that is not. Thread-safe.
 */
public final class SquaredError implements OutputLoss {
  private final int classes;

  /**
   * For rows of this many classes.
   *
   * @throws IllegalArgumentException if there is not one
   */
  public SquaredError(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected 1 class or more, found %d", classes));
    }
    this.classes = classes;
  }

  @Override
  public double gradientInPlace(
      float[] outputs, int rows, int[] labels, int firstLabel, double scale) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(rows, classes), outputs.length);
    Objects.checkFromIndexSize(firstLabel, rows, labels.length);
    for (int r = 0; r < rows; r++) {
      outputs[r * classes + Objects.checkIndex(labels[firstLabel + r], classes)] -= 1;
    }
    int n = rows * classes;
    double squares = Elementwise.sumOfSquares(outputs, 0, n);
    float factor = (float) (2 * scale / classes);
    for (int i = 0; i < n; i++) {
      outputs[i] *= factor;
    }
    return squares / classes;
  }

  @Override
  public double gradientInPlace(double[] outputs, int rows, int[] labels) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(rows, classes), outputs.length);
    double squares = 0;
    for (int r = 0; r < rows; r++) {
      int label = Objects.checkIndex(labels[r], classes);
      for (int c = 0; c < classes; c++) {
        double difference = outputs[r * classes + c] - (c == label ? 1 : 0);
        squares += difference * difference;
        outputs[r * classes + c] = 2 * difference / classes;
      }
    }
    return squares / classes;
  }

  @Override
  public void losses(double[] outputs, int[] labels, int[] rows, double[] losses) {
    Objects.checkFromIndexSize(0, rows.length, losses.length);
    for (int i = 0; i < rows.length; i++) {
      int from = Math.multiplyExact(rows[i], classes);
      int label = Objects.checkIndex(labels[rows[i]], classes);
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        double difference = outputs[from + c] - (c == label ? 1 : 0);
        sum += difference * difference;
      }
      losses[i] = sum / classes;
    }
  }

  @Override
  public boolean right(double[] outputs, int row, int label) {
    return Answer.isLargest(outputs, row, classes, label);
  }
}
