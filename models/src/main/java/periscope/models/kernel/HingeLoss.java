package periscope.models.kernel;

/** max(0, 1 − m), with slope 0 at m = 1 (as in Merrill et al. 2023). Thread-safe. */
public final class HingeLoss extends MarginLoss {

  @Override
  double value(double margin) {
    return Math.max(0, 1 - margin);
  }

  @Override
  double slope(double margin) {
    return margin >= 1 ? 0 : margin < 1 ? -1 : Double.NaN;
  }
}
