package periscope.models.kernel;

import java.util.Objects;

/**
 * A loss of one output x by its margin m = y·x, where y is 1 for label 1 and −1 for label 0.
 * Positive outputs answer 1, the others 0.
 *
 * <p>Computed in float64. An output that is NaN gives a loss that is, and is answered wrongly.
 * Thread-safe.
 */
public enum MarginLoss implements OutputLoss {
  /** max(0, 1 − m), with slope 0 at m = 1 (as in Merrill et al. 2023). */
  HINGE {
    @Override
    double value(double margin) {
      return Math.max(0, 1 - margin);
    }

    @Override
    double slope(double margin) {
      return margin >= 1 ? 0 : margin < 1 ? -1 : Double.NaN;
    }
  },
  /** Cross-entropy of the label's probability 1 / (1 + e^{−m}), in nats: log(1 + e^{−m}). */
  LOGISTIC {
    @Override
    double value(double margin) {
      return Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
    }

    @Override
    double slope(double margin) {
      return -1 / (1 + Math.exp(margin));
    }

    // with an exponential that C2 vectorises, whose error, 1e-9, is far below a float's
    @Override
    double sum(float[] outputs, int rows, int[] labels, int firstLabel) {
      double loss = 0;
      double product = 1; // of terms whose logarithms are taken together
      for (int r = 0; r < rows; r++) {
        double margin = sign(labels[firstLabel + r]) * (double) outputs[r];
        double e = Exp.exp(Math.max(-Math.abs(margin), Exp.LOWEST));
        loss += Math.max(0, -margin);
        if (e < SMALL) {
          loss += CrossEntropy.log1p(e);
        } else {
          product *= 1 + e;
        }
        if (product > LARGE) {
          loss += Math.log(product);
          product = 1;
        }
      }
      return loss + Math.log(product);
    }

    @Override
    void slopes(float[] outputs, int rows, int[] labels, int firstLabel, double scale) {
      for (int r = 0; r < rows; r++) {
        double sign = 2 * labels[firstLabel + r] - 1;
        double margin = Math.min(Math.max(sign * outputs[r], -FAR), FAR);
        outputs[r] = (float) (-scale * sign / (1 + Exp.exp(margin)));
      }
    }
  };

  /** The slope is that of infinity, in float32, long before. */
  private static final double FAR = 300;

  /** Below, 1 + x would lose digits of x. */
  private static final double SMALL = 1e-3;

  private static final double LARGE = 1e200;

  abstract double value(double margin);

  abstract double slope(double margin);

  private static int sign(int label) {
    return 2 * Objects.checkIndex(label, 2) - 1;
  }

  @Override
  public double gradientInPlace(
      float[] outputs, int rows, int[] labels, int firstLabel, double scale) {
    Objects.checkFromIndexSize(0, rows, outputs.length);
    Objects.checkFromIndexSize(firstLabel, rows, labels.length);
    double loss = sum(outputs, rows, labels, firstLabel);
    slopes(outputs, rows, labels, firstLabel, scale);
    return loss;
  }

  double sum(float[] outputs, int rows, int[] labels, int firstLabel) {
    double loss = 0;
    for (int r = 0; r < rows; r++) {
      loss += value(sign(labels[firstLabel + r]) * (double) outputs[r]);
    }
    return loss;
  }

  void slopes(float[] outputs, int rows, int[] labels, int firstLabel, double scale) {
    for (int r = 0; r < rows; r++) {
      int sign = sign(labels[firstLabel + r]);
      outputs[r] = (float) (scale * sign * slope(sign * (double) outputs[r]));
    }
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
