package periscope.probes.dynamics;

import java.util.Arrays;
import java.util.Locale;
import periscope.probes.MeasureValue;
import periscope.probes.ScalarSeries;

/**
 * The borders of phases. The work that found them reads them off a plot; the rules here are ours.
 *
 * <p>A loss has <em>settled</em> at a step if it stays above half of its value for as long again as
 * it has taken to get there.
 */
final class Phases {
  static final String EXCLUDED = "excluded/all-keys/train";
  static final String RESTRICTED = "restricted/all";

  static final String MEMORISATION =
      "first step with train accuracy of 0.99 or more whose train loss does not fall to half until twice that step";
  static final String CIRCUIT_FORMATION =
      "first step after the lowest excluded loss at which it has risen by 0.9 of the way to its highest after that, which is at least twice the lowest, if restricted loss has fallen to half of what it was at the lowest";
  static final String CLEAN_UP_START =
      "of the steps from the first train accuracy of 0.99 on, the last with a test loss of at least half their highest, if it falls to a tenth later";
  static final String CLEAN_UP_END =
      "first step after phases/clean-up-start with test accuracy of 0.99 or more whose test loss does not fall to half for as long as it is after that";

  private static final double ALMOST_ALL = 0.99;
  private static final double HALF = 0.5;
  private static final double TENTH = 0.1;
  private static final double MOST = 0.9;

  private Phases() {}

  static MeasureValue memorisationEnd(ScalarSeries series) {
    double[] accuracy = series.values("accuracy/train");
    int memorised = Curves.firstAtLeast(accuracy, ALMOST_ALL);
    return memorised < 0
        ? new MeasureValue.None("train accuracy stays below 0.99")
        : settled(series.steps(), series.values("loss/train"), 0, memorised, "train");
  }

  static MeasureValue circuitFormationEnd(ScalarSeries series) {
    double[] excluded = series.values(EXCLUDED);
    double[] restricted = series.values(RESTRICTED);
    int lowest = Curves.lowest(excluded, 0, excluded.length);
    int highest = lowest < 0 ? -1 : Curves.highest(excluded, lowest, excluded.length);
    if (highest < 0) {
      return new MeasureValue.None("there are no excluded losses");
    }
    if (!(excluded[highest] >= 2 * excluded[lowest])) {
      return new MeasureValue.None(
          String.format(
              Locale.ROOT,
              "excluded loss does not rise twofold: its lowest is %s at step %d, then at most %s",
              LearningProbe.text(excluded[lowest]),
              series.steps()[lowest],
              LearningProbe.text(excluded[highest])));
    }
    double enough = excluded[lowest] + MOST * (excluded[highest] - excluded[lowest]);
    int end = lowest;
    while (!(excluded[end] >= enough)) {
      end++;
    }
    if (!(restricted[end] <= HALF * restricted[lowest])) {
      return new MeasureValue.None(
          String.format(
              Locale.ROOT,
              "excluded loss rises until step %d, but restricted loss does not fall to half meanwhile: from %s to %s",
              series.steps()[end],
              LearningProbe.text(restricted[lowest]),
              LearningProbe.text(restricted[end])));
    }
    return new MeasureValue.Step(series.steps()[end]);
  }

  static MeasureValue cleanUpStart(ScalarSeries series) {
    int start = dropStart(series);
    return start < 0 ? noDrop() : new MeasureValue.Step(series.steps()[start]);
  }

  static MeasureValue cleanUpEnd(ScalarSeries series) {
    double[] accuracy = series.values("accuracy/test");
    double[] squares = series.values("weights/sum-of-squares");
    int start = dropStart(series);
    if (start < 0) {
      return noDrop();
    }
    int generalised = start + 1;
    while (generalised < accuracy.length && !(accuracy[generalised] >= ALMOST_ALL)) {
      generalised++;
    }
    if (generalised == accuracy.length) {
      return new MeasureValue.None("test accuracy stays below 0.99 after test loss drops");
    }
    MeasureValue end =
        settled(
            series.steps(), series.values("loss/test"), series.steps()[start], generalised, "test");
    if (end instanceof MeasureValue.Step step) {
      int at = Arrays.binarySearch(series.steps(), step.step());
      if (!(squares[at] < squares[start])) {
        return new MeasureValue.None(
            String.format(
                Locale.ROOT,
                "test loss settles at step %d without a clean-up: the sum of squared weights has not fallen, from %s to %s",
                step.step(),
                LearningProbe.text(squares[start]),
                LearningProbe.text(squares[at])));
      }
    }
    return end;
  }

  private static MeasureValue noDrop() {
    return new MeasureValue.None(
        "test loss does not fall to a tenth of its highest after train accuracy has reached 0.99");
  }

  /** The last index at half of the highest, if it falls to a tenth later; else −1. */
  private static int dropStart(ScalarSeries series) {
    double[] loss = series.values("loss/test");
    int memorised = Curves.firstAtLeast(series.values("accuracy/train"), ALMOST_ALL);
    int highest = memorised < 0 ? -1 : Curves.highest(loss, memorised, loss.length);
    if (highest < 0) {
      return -1;
    }
    int start = highest;
    for (int i = highest; i < loss.length; i++) {
      start = loss[i] >= HALF * loss[highest] ? i : start;
    }
    int lowest = Curves.lowest(loss, start, loss.length);
    return loss[lowest] <= TENTH * loss[highest] ? start : -1;
  }

  /** The first settled step from an index on, of a phase that began at a step. */
  private static MeasureValue settled(
      long[] steps, double[] loss, long begin, int from, String which) {
    for (int i = from; i < steps.length; i++) {
      long until = steps[i] + steps[i] - begin;
      if (until > steps[steps.length - 1]) {
        break;
      }
      boolean falls = Double.isNaN(loss[i]) || steps[i] == begin;
      for (int j = i; j < steps.length && steps[j] <= until; j++) {
        falls |= loss[j] < HALF * loss[i];
      }
      if (!falls) {
        return new MeasureValue.Step(steps[i]);
      }
    }
    return new MeasureValue.None(
        String.format(
            Locale.ROOT, "%s loss has not settled when the run ends, or too late to tell", which));
  }
}
