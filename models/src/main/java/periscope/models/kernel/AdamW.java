package periscope.models.kernel;

import java.util.Locale;

/**
 * Adam with decoupled weight decay and bias correction (Loshchilov and Hutter 2019, Algorithm 2),
 * in float32 or float64:
 *
 * <pre>{@code
 * m ← β₁·m + (1 − β₁)·g
 * v ← β₂·v + (1 − β₂)·g²
 * w ← w·(1 − lr·decay) − lr · (m / (1 − β₁ˢ)) / (√(v / (1 − β₂ˢ)) + ε)
 * }</pre>
 *
 * <p>Moments are rounded to multiples of 9e-38, in float64 of 2e-306: such values move no weight,
 * and subnormal numbers, to which the moments of a dead weight decay, would slow every later step.
 * NaN stays NaN.
 *
 * @param beta1 decay of the mean gradient, in [0, 1)
 * @param beta2 decay of the mean squared gradient, in [0, 1)
 * @param epsilon added to the root of the mean squared gradient, at least 1e-30
 * @param weightDecay decoupled decay, 0 or more
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {
  private static final float FLUSH = 1e-30f; // x + FLUSH − FLUSH is 0 or normal
  private static final double FLUSH_WIDE = 1e-290;
  private static final double MIN_EPSILON = 1e-30;

  /** Checks the ranges; NaN fails. */
  public AdamW {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the betas are %s and %s, expected 0 or more and less than 1",
              beta1,
              beta2));
    }
    if (!(epsilon >= MIN_EPSILON && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "epsilon is %s, expected a number of at least %s",
              epsilon,
              MIN_EPSILON));
    }
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "weightDecay is %s, expected a number of 0 or more", weightDecay));
    }
  }

  /**
   * Updates the values {@code from} to {@code to}, the latter excluded.
   *
   * @param mean m, as after the last step; zeros before the first
   * @param meanSquare v, likewise
   * @param learningRate lr
   * @param step s, 1 for the first update
   * @throws IllegalArgumentException if the step is less than 1
   */
  public void update(
      float[] weights,
      float[] gradient,
      float[] mean,
      float[] meanSquare,
      int from,
      int to,
      double learningRate,
      long step) {
    requireStep(step);
    // √(v / c) + ε = (√v + ε·√c) / √c: the corrections leave the loop.
    double rootCorrection = Math.sqrt(1 - Math.pow(beta2, (double) step));
    update(
        weights,
        gradient,
        mean,
        meanSquare,
        from,
        to,
        (float) beta1,
        (float) (1 - beta1),
        (float) beta2,
        (float) (1 - beta2),
        (float) (1 - learningRate * weightDecay),
        (float) (learningRate * rootCorrection / (1 - Math.pow(beta1, (double) step))),
        (float) (epsilon * rootCorrection));
  }

  private static void update(
      float[] w,
      float[] g,
      float[] m,
      float[] v,
      int from,
      int to,
      float keepM,
      float takeM,
      float keepV,
      float takeV,
      float keepW,
      float rate,
      float epsilon) {
    for (int i = from; i < to; i++) {
      float gi = g[i];
      float mi = (keepM * m[i] + takeM * gi + FLUSH) - FLUSH;
      float vi = (keepV * v[i] + takeV * (gi * gi) + FLUSH) - FLUSH;
      m[i] = mi;
      v[i] = vi;
      w[i] = w[i] * keepW - rate * mi / ((float) Math.sqrt(vi) + epsilon);
    }
  }

  /** The same in float64. */
  public void update(
      double[] weights,
      double[] gradient,
      double[] mean,
      double[] meanSquare,
      int from,
      int to,
      double learningRate,
      long step) {
    requireStep(step);
    double meanCorrection = 1 - Math.pow(beta1, (double) step);
    double squareCorrection = 1 - Math.pow(beta2, (double) step);
    for (int i = from; i < to; i++) {
      double g = gradient[i];
      mean[i] = (beta1 * mean[i] + (1 - beta1) * g + FLUSH_WIDE) - FLUSH_WIDE;
      meanSquare[i] = (beta2 * meanSquare[i] + (1 - beta2) * (g * g) + FLUSH_WIDE) - FLUSH_WIDE;
      double root = Math.sqrt(meanSquare[i] / squareCorrection) + epsilon;
      weights[i] =
          weights[i] * (1 - learningRate * weightDecay)
              - learningRate * (mean[i] / meanCorrection) / root;
    }
  }

  private static void requireStep(long step) {
    if (step < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "step is %d, expected 1 or more", step));
    }
  }
}
