package periscope.models.kernel;

import java.util.Locale;
import java.util.Objects;

/**
 * Cross-entropy of StableMax in nats (Prieto et al. 2025, "Grokking at the edge of numerical
 * stability", arXiv:2501.04697), and its gradient:
 *
 * <pre>{@code
 * s(x) = x + 1 for x ≥ 0, 1 / (1 − x) for x < 0
 * loss = −log(s(x_label) / Σ_c s(x_c))
 * }</pre>
 *
 * <p>In place of softmax's exponential, s grows linearly, so that no output swallows the others in
 * floating point. Computed in float64; the loss as log(1 + Σ_{c≠label} s(x_c) / s(x_label)). An
 * output that is NaN makes its row's loss NaN.
 *
 * <p>An instance holds scratch space for the gradient: one per thread.
 */
public final class StableMax implements OutputLoss {
  private static final int CHUNK = 4096; // values that stay in the first-level cache

  private final int classes;
  private final int rowsPerChunk;
  private final double[] share; // [rowsPerChunk][classes]: s
  private final double[] slope; // [rowsPerChunk][classes]: s'
  private final double[] own; // [rowsPerChunk]
  private final double[] others; // [rowsPerChunk]
  private final RowSums sumsOfOthers;

  /**
   * Scratch space for rows of this many classes.
   *
   * @throws IllegalArgumentException if there is not one
   */
  public StableMax(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected 1 class or more, found %d", classes));
    }
    this.classes = classes;
    rowsPerChunk = Math.max(1, CHUNK / classes);
    share = new double[Math.multiplyExact(rowsPerChunk, classes)];
    slope = new double[share.length];
    own = new double[rowsPerChunk];
    others = new double[rowsPerChunk];
    sumsOfOthers = new RowSums(share, classes, others);
  }

  @Override
  public double gradientInPlace(
      float[] outputs, int rows, int[] labels, int firstLabel, double scale) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(rows, classes), outputs.length);
    Objects.checkFromIndexSize(firstLabel, rows, labels.length);
    double loss = 0;
    for (int first = 0; first < rows; first += rowsPerChunk) {
      int count = Math.min(rowsPerChunk, rows - first);
      loss += chunk(outputs, first * classes, count, labels, firstLabel + first, scale);
    }
    return loss;
  }

  private double chunk(
      float[] outputs, int offset, int rows, int[] labels, int firstLabel, double scale) {
    shares(outputs, offset, rows * classes);
    for (int r = 0; r < rows; r++) {
      int e = r * classes + Objects.checkIndex(labels[firstLabel + r], classes);
      own[r] = share[e];
      share[e] = 0;
    }
    sumsOfOthers.take(rows);
    double loss = 0;
    for (int r = 0; r < rows; r++) {
      loss += Math.log1p(others[r] / own[r]);
      int row = r * classes;
      int label = labels[firstLabel + r];
      double factor = scale / (own[r] + others[r]);
      times(slope, row, factor, outputs, offset + row, classes);
      outputs[offset + row + label] = (float) (-slope[row + label] * factor * (others[r] / own[r]));
    }
    return loss;
  }

  /** With d = 1 / (1 + max(−x, 0)), s(x) = (1 + max(x, 0))·d and s'(x) = d²: no choices. */
  private void shares(float[] x, int from, int n) {
    for (int i = 0; i < n; i++) {
      double d = 1 / (1 + Math.max(-x[from + i], 0f));
      share[i] = (1 + Math.max(x[from + i], 0f)) * d;
      slope[i] = d * d;
    }
  }

  private static void times(double[] x, int from, double factor, float[] y, int to, int n) {
    for (int i = 0; i < n; i++) {
      y[to + i] = (float) (x[from + i] * factor);
    }
  }

  @Override
  public double gradientInPlace(double[] outputs, int rows, int[] labels) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(rows, classes), outputs.length);
    double losses = 0;
    for (int r = 0; r < rows; r++) {
      int from = r * classes;
      int label = Objects.checkIndex(labels[r], classes);
      double ours = share(outputs[from + label]);
      double rest = 0;
      for (int c = 0; c < classes; c++) {
        rest += c == label ? 0 : share(outputs[from + c]);
      }
      losses += Math.log1p(rest / ours);
      for (int c = 0; c < classes; c++) {
        double part = slope(outputs[from + c]) / (ours + rest);
        outputs[from + c] = c == label ? -part * (rest / ours) : part;
      }
    }
    return losses;
  }

  @Override
  public void losses(double[] outputs, int[] labels, int[] rows, double[] losses) {
    Objects.checkFromIndexSize(0, rows.length, losses.length);
    for (int i = 0; i < rows.length; i++) {
      int from = Math.multiplyExact(rows[i], classes);
      int label = Objects.checkIndex(labels[rows[i]], classes);
      double rest = 0;
      for (int c = 0; c < classes; c++) {
        rest += c == label ? 0 : share(outputs[from + c]);
      }
      losses[i] = Math.log1p(rest / share(outputs[from + label]));
    }
  }

  private static double share(double x) {
    return x < 0 ? 1 / (1 - x) : x + 1;
  }

  private static double slope(double x) {
    return x < 0 ? share(x) * share(x) : 1;
  }

  @Override
  public boolean right(double[] outputs, int row, int label) {
    return Answer.isLargest(outputs, row, classes, label);
  }
}
