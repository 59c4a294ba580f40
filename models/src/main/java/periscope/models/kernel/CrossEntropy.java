package periscope.models.kernel;

import java.util.Locale;
import java.util.Objects;

/**
 * Cross-entropy of softmax in nats, −log softmax(logits)[label], and its gradient.
 *
 * <p>Computed in float64. A row's loss is log(1 + Σ_{c≠label} e^{l_c − l_label}), so that losses
 * far below 1e-16 keep their digits, and the label's gradient is minus the sum of the other
 * probabilities, for the same reason. Infinite or NaN logits give a loss that is not finite, or
 * NaN.
 *
 * <p>An instance holds scratch space for the gradient: one per thread.
 */
public final class CrossEntropy implements OutputLoss {
  private static final int CHUNK = 4096; // values whose exponentials stay in the first-level cache
  private static final double SAFE =
      1e150; // its logarithm, 345, bounds the row's largest |logit|: see Exp
  private static final double NEAR = 1e-3; // below, four terms of log1p's series are exact to 1e-13

  /**
   * Adding and subtracting this rounds a gradient to multiples of 2⁻¹¹², 2e-34: no subnormal float,
   * which processors handle by slow microcode, reaches the matrix products.
   */
  private static final double FLUSH = 0x1p-60;

  private final int classes;
  private final int rowsPerChunk;
  private final float[] taken; // [rowsPerChunk][classes]: the logits
  private final double[] exponentials; // [rowsPerChunk][classes]
  private final double[] own; // [rowsPerChunk]: the label's exponential
  private final double[] others; // [rowsPerChunk]: the sum of the other classes'
  private final RowSums sumsOfOthers;

  /**
   * Scratch space for rows of this many classes.
   *
   * @throws IllegalArgumentException if there is not one
   */
  public CrossEntropy(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected 1 class or more, found %d", classes));
    }
    this.classes = classes;
    this.rowsPerChunk = Math.max(1, CHUNK / classes);
    this.exponentials = new double[Math.multiplyExact(rowsPerChunk, classes)];
    this.taken = new float[exponentials.length];
    this.own = new double[rowsPerChunk];
    this.others = new double[rowsPerChunk];
    sumsOfOthers = new RowSums(exponentials, classes, others);
  }

  /**
   * Replaces logits by the gradient of {@code scale · Σ loss} and returns {@code Σ loss} over the
   * rows, not scaled.
   *
   * @param logits {@code [rows][classes]}, overwritten with {@code scale · (softmax − one-hot)}
   * @param labels the label of row r is {@code labels[firstLabel + r]}, in {@code [0, classes)}
   * @param scale 1/N for a mean over N examples
   */
  @Override
  public double gradientInPlace(
      float[] logits, int rows, int[] labels, int firstLabel, double scale) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(rows, classes), logits.length);
    Objects.checkFromIndexSize(firstLabel, rows, labels.length);
    double loss = 0;
    for (int first = 0; first < rows; first += rowsPerChunk) {
      int count = Math.min(rowsPerChunk, rows - first);
      loss += chunk(logits, first * classes, count, labels, firstLabel + first, scale);
    }
    return loss;
  }

  private double chunk(
      float[] logits, int offset, int rows, int[] labels, int firstLabel, double scale) {
    System.arraycopy(logits, offset, taken, 0, rows * classes);
    Elementwise.exp(taken, exponentials, rows * classes);
    for (int r = 0; r < rows; r++) {
      takeOwn(r, labels[firstLabel + r]);
    }
    sumsOfOthers.take(rows);
    double loss = 0;
    for (int r = 0; r < rows; r++) {
      int label = labels[firstLabel + r];
      loss += finish(logits, offset + r * classes, r, label, scale);
    }
    return loss;
  }

  private void takeOwn(int r, int label) {
    int e = r * classes + Objects.checkIndex(label, classes);
    own[r] = exponentials[e];
    exponentials[e] = 0;
  }

  /**
   * The maximum has not been subtracted: as long as a row's sum is neither huge nor tiny, that
   * changes nothing and saves two passes. A row where it is, or is NaN, is done again with it.
   */
  private double finish(float[] logits, int row, int r, int label, double scale) {
    double shift = 0;
    double total = own[r] + others[r];
    if (!(total > 1 / SAFE && total < SAFE)) {
      shift = subtractMax(logits, row, r, label);
      total = own[r] + others[r];
    }
    double loss = loss(own[r], others[r], logits[row + label] - shift);
    scaleInto(exponentials, r * classes, scale / total, logits, row, classes);
    logits[row + label] = (float) ((-others[r] * (scale / total) - FLUSH) + FLUSH);
    return loss;
  }

  private double subtractMax(float[] logits, int row, int r, int label) {
    float max = logits[row];
    for (int c = 1; c < classes; c++) {
      max = Math.max(max, logits[row + c]);
    }
    int e = r * classes;
    for (int c = 0; c < classes; c++) {
      exponentials[e + c] = Exp.exp(Math.max((double) logits[row + c] - max, Exp.LOWEST));
    }
    takeOwn(r, label);
    others[r] = 0;
    for (int c = 0; c < classes; c++) {
      others[r] += exponentials[e + c];
    }
    return max;
  }

  /** log((own + others) / own), where {@code label} is the logarithm of {@code own}. */
  private static double loss(double own, double others, double label) {
    double ratio = others / own;
    return ratio < NEAR ? log1p(ratio) : Math.log(others + own) - label;
  }

  private static void scaleInto(
      double[] values, int from, double factor, float[] result, int to, int n) {
    for (int i = 0; i < n; i++) {
      result[to + i] = (float) ((values[from + i] * factor + FLUSH) - FLUSH);
    }
  }

  /** In the plain way, with {@link Math#exp}; see {@link OutputLoss}. */
  @Override
  public double gradientInPlace(double[] logits, int rows, int[] labels) {
    Objects.checkFromIndexSize(0, Math.multiplyExact(rows, classes), logits.length);
    double losses = 0;
    for (int r = 0; r < rows; r++) {
      int from = r * classes;
      int label = Objects.checkIndex(labels[r], classes);
      double max = logits[from];
      for (int c = 1; c < classes; c++) {
        max = Math.max(max, logits[from + c]);
      }
      double own = logits[from + label] - max;
      double rest = 0; // of the classes that are wrong
      for (int c = 0; c < classes; c++) {
        logits[from + c] = Math.exp(logits[from + c] - max);
        rest += c == label ? 0 : logits[from + c];
      }
      double total = rest + logits[from + label];
      losses += own == 0 ? Math.log1p(rest) : Math.log(total) - own;
      for (int c = 0; c < classes; c++) {
        logits[from + c] = c == label ? -rest / total : logits[from + c] / total;
      }
    }
    return losses;
  }

  /**
   * The losses of some rows of float64 logits, for measuring; relative error below 1e-11.
   *
   * @param logits {@code [examples][classes]}
   * @param labels the label of each example, in {@code [0, classes)}
   * @param rows the examples whose losses are wanted
   * @param losses {@code losses[i]} becomes the loss of example {@code rows[i]}
   */
  @Override
  public void losses(double[] logits, int[] labels, int[] rows, double[] losses) {
    Objects.checkFromIndexSize(0, rows.length, losses.length);
    for (int first = 0; first < rows.length; first += rowsPerChunk) {
      int count = Math.min(rowsPerChunk, rows.length - first);
      for (int r = 0; r < count; r++) {
        int row = rows[first + r];
        int e = r * classes;
        double own = logits[row * classes + Objects.checkIndex(labels[row], classes)];
        System.arraycopy(logits, row * classes, exponentials, e, classes);
        Elementwise.addInPlace(exponentials, -own, e, e + classes);
      }
      Elementwise.expInPlace(exponentials, count * classes);
      for (int r = 0; r < count; r++) {
        exponentials[r * classes + labels[rows[first + r]]] = 0;
      }
      sumsOfOthers.take(count);
      for (int r = 0; r < count; r++) {
        int row = rows[first + r];
        losses[first + r] =
            others[r] < SAFE ? log1p(others[r]) : loss(logits, row * classes, classes, labels[row]);
      }
    }
  }

  /** Whether the label's logit is the largest; of equal logits the first wins. */
  @Override
  public boolean right(double[] logits, int row, int label) {
    return Answer.isLargest(logits, row, classes, label);
  }

  /** log(1 + x) for x of 0 or more, to 1e-13. */
  static double log1p(double x) {
    return x < NEAR ? x * (1 - x * (1.0 / 2 - x * (1.0 / 3 - x * (1.0 / 4)))) : Math.log(1 + x);
  }

  /**
   * The loss of one row of float64 logits with {@link Math#exp}, for measuring few rows.
   *
   * @param logits the row is {@code logits[offset .. offset + classes − 1]}
   * @param label in {@code [0, classes)}
   */
  public static double loss(double[] logits, int offset, int classes, int label) {
    Objects.checkFromIndexSize(offset, classes, logits.length);
    Objects.checkIndex(label, classes);
    double max = logits[offset];
    for (int c = 1; c < classes; c++) {
      max = Math.max(max, logits[offset + c]);
    }
    double others = 0;
    for (int c = 0; c < classes; c++) {
      if (c != label) {
        others += Math.exp(logits[offset + c] - max);
      }
    }
    double own = logits[offset + label] - max;
    return own == 0 ? Math.log1p(others) : Math.log(others + Math.exp(own)) - own;
  }
}
