package periscope.models.kernel;

import java.util.Objects;

/**
 * Cross-entropy whose gradient is rounded as by a log-softmax in the network's own precision, the
 * way PyTorch's {@code cross_entropy} computes it; losses are those of {@link CrossEntropy}.
 *
 * <p>The label's gradient is p − 1, where p = e^(−log(Σ_c e^(l_c − l_label))) is rounded at every
 * step. Once the other classes' probabilities add up to less than half an ulp of 1 (6e-8 in
 * float32, 1.1e-16 in float64) it is exactly 0 while theirs are not: "softmax collapse", Prieto et
 * al. 2025, arXiv:2501.04697. Optimizers that divide a gradient by its own size, as Adam does, move
 * by what is left. Infinite or NaN logits are passed through as by {@link CrossEntropy}.
 *
 * <p>An instance holds scratch space: one per thread.
 */
public final class RoundedCrossEntropy implements OutputLoss {
  private final CrossEntropy exact;
  private final int classes;

  /**
   * Scratch space for rows of this many classes.
   *
   * @throws IllegalArgumentException if there is not one
   */
  public RoundedCrossEntropy(int classes) {
    exact = new CrossEntropy(classes);
    this.classes = classes;
  }

  @Override
  public double gradientInPlace(
      float[] logits, int rows, int[] labels, int firstLabel, double scale) {
    double loss = exact.gradientInPlace(logits, rows, labels, firstLabel, scale);
    for (int r = 0; r < rows; r++) {
      int label = r * classes + labels[firstLabel + r];
      // Σ_c e^(l_c − l_label), infinite where p − 1 is rounded to −1, or past it by the scale
      float sum = (float) (1 / Math.max(0, 1 + logits[label] / scale));
      float probability = (float) Math.exp(-(float) Math.log(sum));
      logits[label] = (float) ((probability - 1f) * scale);
    }
    return loss;
  }

  @Override
  public double gradientInPlace(double[] logits, int rows, int[] labels) {
    double loss = exact.gradientInPlace(logits, rows, labels);
    for (int r = 0; r < rows; r++) {
      int label = r * classes + Objects.checkIndex(labels[r], classes);
      logits[label] = Math.exp(-Math.log(1 / (1 + logits[label]))) - 1;
    }
    return loss;
  }

  @Override
  public void losses(double[] logits, int[] labels, int[] rows, double[] losses) {
    exact.losses(logits, labels, rows, losses);
  }

  @Override
  public boolean right(double[] logits, int row, int label) {
    return exact.right(logits, row, label);
  }
}
