package periscope.models.kernel;

import java.util.Objects;

/**
 * A loss of one output x by its margin m = y·x, where y is 1 for label 1 and −1 for label 0.
 * Positive outputs answer 1, the others 0.
 *
 * <p>Computed in float64. An output that is NaN gives a loss that is, and is answered wrongly.
 */
public abstract sealed class MarginLoss implements OutputLoss permits HingeLoss, LogisticLoss {

  abstract double value(double margin);

  abstract double slope(double margin);

  static int sign(int label) {
    return 2 * Objects.checkIndex(label, 2) - 1;
  }

  @Override
  public double gradientInPlace(
      float[] outputs, int rows, int[] labels, int firstLabel, double scale) {
    Objects.checkFromIndexSize(0, rows, outputs.length);
    Objects.checkFromIndexSize(firstLabel, rows, labels.length);
    double loss = 0;
    for (int r = 0; r < rows; r++) {
      int sign = sign(labels[firstLabel + r]);
      double margin = sign * (double) outputs[r];
      loss += value(margin);
      outputs[r] = (float) (scale * sign * slope(margin));
    }
    return loss;
  }

  @Override
  public double gradientInPlace(double[] outputs, int rows, int[] labels) {
    Objects.checkFromIndexSize(0, rows, outputs.length);
    double loss = 0;
    for (int r = 0; r < rows; r++) {
      int sign = sign(labels[r]);
      loss += value(sign * outputs[r]);
      outputs[r] = sign * slope(sign * outputs[r]);
    }
    return loss;
  }

  @Override
  public void losses(double[] outputs, int[] labels, int[] rows, double[] losses) {
    Objects.checkFromIndexSize(0, rows.length, losses.length);
    for (int i = 0; i < rows.length; i++) {
      losses[i] = value(sign(labels[rows[i]]) * outputs[rows[i]]);
    }
  }

  @Override
  public boolean right(double[] outputs, int row, int label) {
    double output = outputs[row];
    return sign(label) > 0 ? output > 0 : output <= 0;
  }
}
