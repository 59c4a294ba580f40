package periscope.models.kernel;

/**
 * What a network's outputs are judged by: its gradient for training, in float32 or float64, and its
 * values for measuring, in float64.
 *
 * <p>An instance may hold scratch space: one per thread.
 */
public interface OutputLoss {

  /**
   * Replaces outputs by the gradient of {@code scale · Σ loss} and returns {@code Σ loss} over the
   * rows, not scaled.
   *
   * @param outputs {@code [rows][outputs]}, overwritten with the gradient
   * @param labels the label of row r is {@code labels[firstLabel + r]}
   * @param scale 1/N for a mean over N examples
   */
  double gradientInPlace(float[] outputs, int rows, int[] labels, int firstLabel, double scale);

  /**
   * The same for training in float64, not scaled: replaces outputs by the gradient of {@code Σ
   * loss} over the rows and returns that sum.
   *
   * @param outputs {@code [rows][outputs]}, overwritten with the gradient
   * @param labels {@code [rows]}, or more
   */
  double gradientInPlace(double[] outputs, int rows, int[] labels);

  /**
   * The losses of some rows.
   *
   * @param outputs {@code [examples][outputs]}
   * @param labels the label of each example
   * @param rows the examples whose losses are wanted
   * @param losses {@code losses[i]} becomes the loss of example {@code rows[i]}
   */
  void losses(double[] outputs, int[] labels, int[] rows, double[] losses);

  /**
   * Whether an example is answered right; never if one of its outputs is NaN.
   *
   * @param outputs {@code [examples][outputs]}
   * @param row the example
   * @param label its label
   */
  boolean right(double[] outputs, int row, int label);
}
