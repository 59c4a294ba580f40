package periscope.probes.dynamics;

import java.util.Locale;
import periscope.probes.MeasureValue;

/**
 * Double descent over training time (Nakkiran et al. 2020, arXiv:1912.02292): test loss rises to a
 * peak, and falls again.
 */
final class DoubleDescent {
  static final String RULE =
      "the highest test loss after the first step, if it is at least twice the lowest before it and the lowest after it is at most half of it";

  private static final double FACTOR = 2;

  private DoubleDescent() {}

  static MeasureValue step(Curves curves, String test) {
    double[] loss = curves.of(test);
    int peak = peak(loss);
    return missing(curves, loss, peak, new MeasureValue.Step(peak < 0 ? 0 : curves.step(peak)));
  }

  static MeasureValue losses(Curves curves, String test) {
    double[] loss = curves.of(test);
    int peak = peak(loss);
    return missing(
        curves,
        loss,
        peak,
        peak < 0
            ? MeasureValue.reals()
            : MeasureValue.reals(before(loss, peak), loss[peak], after(loss, peak)));
  }

  /** The highest loss with one before it, or −1. */
  private static int peak(double[] loss) {
    int first = Curves.lowest(loss, 0, Math.min(1, loss.length));
    return first < 0 ? -1 : Curves.highest(loss, 1, loss.length);
  }

  private static double before(double[] loss, int peak) {
    return loss[Curves.lowest(loss, 0, peak)];
  }

  private static double after(double[] loss, int peak) {
    return loss[Curves.lowest(loss, peak, loss.length)];
  }

  private static MeasureValue missing(Curves curves, double[] loss, int peak, MeasureValue found) {
    if (peak < 0) {
      return new MeasureValue.None("there are not two test losses");
    }
    if (!(loss[peak] >= FACTOR * before(loss, peak))) {
      return new MeasureValue.None(
          String.format(
              Locale.ROOT,
              "test loss does not rise twofold: its highest is %s at step %d, after %s",
              LearningProbe.text(loss[peak]),
              curves.step(peak),
              LearningProbe.text(before(loss, peak))));
    }
    if (!(after(loss, peak) <= loss[peak] / FACTOR)) {
      return new MeasureValue.None(
          String.format(
              Locale.ROOT,
              "test loss does not fall to half of its peak again: it is %s at step %d, then at least %s",
              LearningProbe.text(loss[peak]),
              curves.step(peak),
              LearningProbe.text(after(loss, peak))));
    }
    return found;
  }
}
