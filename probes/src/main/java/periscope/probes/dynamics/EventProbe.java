package periscope.probes.dynamics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;

/**
 * The steps at which a run memorises and generalises: the first at which an accuracy reaches a
 * threshold, on the metrics that the run logged if it did, else on its checkpoints.
 */
public final class EventProbe implements Probe {
  private static final double ALMOST_ALL = 0.99;
  private static final double HALF = 0.5;

  /** Found by the service loader. */
  public EventProbe() {}

  @Override
  public String name() {
    return "events";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    return List.of(
        event(run, "events/memorised", "train", ALMOST_ALL),
        event(run, "events/half", "test", HALF),
        event(run, "events/generalised", "test", ALMOST_ALL));
  }

  private static Measure event(RunContext run, String id, String which, double threshold) {
    String series = "accuracy/" + which;
    var spec =
        MeasureSpec.of(
                id,
                String.format(
                    Locale.ROOT, "first step with %s accuracy of at least %s", which, threshold))
            .units("step");
    boolean logged = run.metrics().contains(series);
    Optional<String> absence = absence(run, which, logged);
    if (absence.isPresent()) {
      return Measure.absent(spec, absence.get());
    }
    if (logged) {
      return Measure.constant(
          spec.convention("on the metrics the run logged"),
          () -> firstReaching(run.metricSteps(), run.metric(series), which, threshold));
    }
    return Measure.derived(
        spec.convention("on the checkpoints: the run logged no " + series),
        List.of(series),
        found -> firstReaching(found.steps(), found.values(series), which, threshold));
  }

  /** What is logged needs neither a split nor a forward pass where there can be none. */
  private static Optional<String> absence(RunContext run, String which, boolean logged) {
    if (run.forwardAbsence().isPresent()) {
      return logged ? Optional.empty() : run.forwardAbsence();
    }
    return which.equals("train") ? LossProbe.trainAbsence(run) : LossProbe.testAbsence(run);
  }

  static MeasureValue firstReaching(
      long[] steps, double[] accuracy, String which, double threshold) {
    int best = -1;
    for (int i = 0; i < steps.length; i++) {
      if (accuracy[i] >= threshold) {
        return new MeasureValue.Step(steps[i]);
      }
      if (accuracy[i] > (best < 0 ? -1 : accuracy[best])) {
        best = i;
      }
    }
    return new MeasureValue.None(
        best < 0
            ? String.format(Locale.ROOT, "there is no %s accuracy", which)
            : String.format(
                Locale.ROOT,
                "%s accuracy stays below %s: its highest is %.4f, at step %d",
                which,
                threshold,
                accuracy[best],
                steps[best]));
  }
}
