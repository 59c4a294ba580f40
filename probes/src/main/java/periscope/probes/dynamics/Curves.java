package periscope.probes.dynamics;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.RunContext;

/** Losses and accuracies over the same steps: those that a run logged, or those of checkpoints. */
final class Curves {
  private static final String LOGGED = "on the metrics the run logged";

  private final long[] steps; // [n]
  private final Function<String, double[]> values; // each [n]

  Curves(long[] steps, Function<String, double[]> values) {
    this.steps = steps;
    this.values = values;
  }

  /**
   * A measure made of these metrics where the run logged all of them, else of the series of the
   * same ids.
   *
   * @param spec its convention is the rule, to which it is added what the curves are
   */
  static Measure measure(
      RunContext run, MeasureSpec spec, List<String> ids, Function<Curves, MeasureValue> value) {
    String rule = spec.convention().isEmpty() ? "" : spec.convention() + "; ";
    if (run.metrics().containsAll(ids)) {
      return Measure.constant(
          spec.convention(rule + LOGGED),
          () -> value.apply(new Curves(run.metricSteps(), run::metric)));
    }
    return Measure.derived(
        spec.convention(
            String.format(
                Locale.ROOT,
                "%son the checkpoints: the run logged no %s",
                rule,
                ids.stream().filter(id -> !run.metrics().contains(id)).findFirst().orElseThrow())),
        ids,
        series -> value.apply(new Curves(series.steps(), series::values)));
  }

  /** Number of steps. */
  int size() {
    return steps.length;
  }

  /** One of the steps. */
  long step(int index) {
    return steps[index];
  }

  /** All values of a curve, {@code [size()]}, not a copy. */
  double[] of(String id) {
    return values.apply(id);
  }

  /** The first index at which a curve is at least this high; −1 if there is none. */
  static int firstAtLeast(double[] curve, double threshold) {
    for (int i = 0; i < curve.length; i++) {
      if (curve[i] >= threshold) {
        return i;
      }
    }
    return -1;
  }

  /** The index of the lowest number from one index to another, excluded; −1 if there is none. */
  static int lowest(double[] curve, int from, int to) {
    int lowest = -1;
    for (int i = from; i < to; i++) {
      if (lowest < 0 ? !Double.isNaN(curve[i]) : curve[i] < curve[lowest]) {
        lowest = i;
      }
    }
    return lowest;
  }

  /** The index of the highest number from one index to another, excluded; −1 if there is none. */
  static int highest(double[] curve, int from, int to) {
    int highest = -1;
    for (int i = from; i < to; i++) {
      if (highest < 0 ? !Double.isNaN(curve[i]) : curve[i] > curve[highest]) {
        highest = i;
      }
    }
    return highest;
  }
}
