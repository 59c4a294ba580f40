package periscope.probes.dynamics;

import java.util.Locale;
import periscope.probes.MeasureValue;

/** When test accuracy comes, goes and comes back. */
final class Forgetting {
  static final String RULE =
      "test accuracy has been halfway from chance, one in as many as there are classes, to 1 or more; then is 0.03 or more below its highest so far at three steps in a row or more that span a hundredth of the run, of which the first counts";

  private static final double ALMOST_ALL = 0.99;
  private static final double DROP = 0.03;
  private static final int IN_A_ROW = 3;
  private static final double SPAN = 0.01;

  private Forgetting() {}

  /** Steps from memorising to generalising; negative if test examples come first. */
  static MeasureValue gap(Curves curves, String train, String test) {
    int memorised = Curves.firstAtLeast(curves.of(train), ALMOST_ALL);
    int generalised = Curves.firstAtLeast(curves.of(test), ALMOST_ALL);
    if (memorised < 0 || generalised < 0) {
      return new MeasureValue.None(
          String.format(
              Locale.ROOT,
              "%s accuracy stays below %s",
              memorised < 0 ? "train" : "test",
              ALMOST_ALL));
    }
    return MeasureValue.integers(
        Math.toIntExact(curves.step(generalised) - curves.step(memorised)));
  }

  static MeasureValue ungeneralised(Curves curves, String test, int classes) {
    double[] accuracy = curves.of(test);
    int half = Curves.firstAtLeast(accuracy, half(classes));
    if (half < 0) {
      return neverHalf(classes);
    }
    int fallen = fallen(curves, accuracy, half);
    return fallen < 0 ? neverFallen() : new MeasureValue.Step(curves.step(fallen));
  }

  static MeasureValue regeneralised(Curves curves, String test, int classes) {
    double[] accuracy = curves.of(test);
    int half = Curves.firstAtLeast(accuracy, half(classes));
    if (half < 0) {
      return neverHalf(classes);
    }
    int fallen = fallen(curves, accuracy, half);
    if (fallen < 0) {
      return neverFallen();
    }
    double before = accuracy[Curves.highest(accuracy, 0, fallen)];
    for (int i = fallen; i < accuracy.length; i++) {
      if (accuracy[i] >= before) {
        return new MeasureValue.Step(curves.step(i));
      }
    }
    return new MeasureValue.None(
        String.format(
            Locale.ROOT,
            "test accuracy was %.4f before step %d and does not reach that again",
            before,
            curves.step(fallen)));
  }

  /** Halfway from chance to 1. */
  private static double half(int classes) {
    return (1 + 1.0 / classes) / 2;
  }

  private static MeasureValue neverHalf(int classes) {
    return new MeasureValue.None(
        String.format(
            Locale.ROOT,
            "test accuracy stays below %.3f, halfway from chance to 1",
            half(classes)));
  }

  private static MeasureValue neverFallen() {
    return new MeasureValue.None(
        String.format(
            Locale.ROOT, "test accuracy does not fall by %s for a hundredth of the run", DROP));
  }

  /** Where the first long enough fall begins, or −1. */
  private static int fallen(Curves curves, double[] accuracy, int from) {
    double span = SPAN * (curves.step(curves.size() - 1) - curves.step(0));
    double highest = accuracy[from];
    int below = 0;
    for (int i = from; i < accuracy.length; i++) {
      below = accuracy[i] <= highest - DROP ? below + 1 : 0;
      int first = i - below + 1;
      if (below >= IN_A_ROW && curves.step(i) - curves.step(first) >= span) {
        return first;
      }
      highest = Math.max(highest, Double.isNaN(accuracy[i]) ? highest : accuracy[i]);
    }
    return -1;
  }
}
