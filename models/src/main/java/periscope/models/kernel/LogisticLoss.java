package periscope.models.kernel;

import java.util.Objects;

/**
 * Cross-entropy of the label's probability 1 / (1 + e^{−m}), in nats: log(1 + e^{−m}).
 *
 * <p>For training in float32 with an exponential that C2 vectorises, whose error, 1e-9, is far
 * below a float's.
 *
 * <p>An instance holds scratch space for the gradient: one per thread.
 */
public final class LogisticLoss extends MarginLoss {
  private static final int CHUNK = 512; // rows; a product of so many terms of 1 to 2 is finite

  private final double[] exponentials = new double[CHUNK]; // e^{−|m|}

  @Override
  double value(double margin) {
    return Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  }

  @Override
  double slope(double margin) {
    return -1 / (1 + Math.exp(margin));
  }

  @Override
  public double gradientInPlace(
      float[] outputs, int rows, int[] labels, int firstLabel, double scale) {
    Objects.checkFromIndexSize(0, rows, outputs.length);
    Objects.checkFromIndexSize(firstLabel, rows, labels.length);
    double loss = 0;
    for (int first = 0; first < rows; first += CHUNK) {
      int count = Math.min(CHUNK, rows - first);
      exponentials(outputs, first, count);
      loss += sum(outputs, first, count, labels, firstLabel + first);
      slopes(outputs, first, count, labels, firstLabel + first, scale);
    }
    return loss;
  }

  private void exponentials(float[] outputs, int first, int rows) {
    for (int r = 0; r < rows; r++) {
      exponentials[r] = Exp.exp(Math.max(-Math.abs(outputs[first + r]), Exp.LOWEST));
    }
  }

  /** Adds up −m where that is positive, and log Π(1 + e) in place of Σ log(1 + e). */
  private double sum(float[] outputs, int first, int rows, int[] labels, int firstLabel) {
    double loss = 0;
    double product = 0; // minus 1, so that small terms keep their digits
    for (int r = 0; r < rows; r++) {
      loss += Math.max(0, -sign(labels[firstLabel + r]) * (double) outputs[first + r]);
      product = Math.fma(product, 1 + exponentials[r], exponentials[r]);
    }
    return loss + Math.log1p(product);
  }

  /** −y·e^{−m} / (1 + e^{−m}), by e^{−|m|}: a maximum, since C2 does not vectorise a choice. */
  private void slopes(
      float[] outputs, int first, int rows, int[] labels, int firstLabel, double scale) {
    for (int r = 0; r < rows; r++) {
      double sign = 2 * labels[firstLabel + r] - 1;
      double e = exponentials[r];
      double above = Math.max(e, Math.signum(-sign * outputs[first + r])); // 1 where m < 0
      outputs[first + r] = (float) (-scale * sign * above / (1 + e));
    }
  }
}
