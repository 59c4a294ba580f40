package periscope.probes.dynamics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;

/**
 * What kind of learning a run shows: how long it took to grok, whether what it had learnt was lost
 * again, whether its test loss had a peak in between, and the classes that two works sort runs
 * into.
 */
public final class LearningProbe implements Probe {
  private static final String TRAIN_ACCURACY = "accuracy/train";
  private static final String TEST_ACCURACY = "accuracy/test";
  private static final String TRAIN_LOSS = "loss/train";
  private static final String TEST_LOSS = "loss/test";

  /** Found by the service loader. */
  public LearningProbe() {}

  @Override
  public String name() {
    return "learning";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    List<String> accuracies = List.of(TRAIN_ACCURACY, TEST_ACCURACY);
    List<String> losses = List.of(TRAIN_LOSS, TEST_LOSS);
    return List.of(
        measure(
            run,
            MeasureSpec.of("grokking/gap", "steps from events/memorised to events/generalised")
                .units("steps"),
            accuracies,
            curves -> Forgetting.gap(curves, TRAIN_ACCURACY, TEST_ACCURACY)),
        measure(
            run,
            MeasureSpec.of(
                    "events/ungeneralised",
                    "first step at which test accuracy, once well above chance, has fallen again")
                .units("step")
                .convention(Forgetting.RULE),
            List.of(TEST_ACCURACY),
            curves -> Forgetting.ungeneralised(curves, TEST_ACCURACY, run.task().classes())),
        measure(
            run,
            MeasureSpec.of(
                    "events/regeneralised",
                    "first step after events/ungeneralised at which test accuracy is as high as before")
                .units("step")
                .convention(Forgetting.RULE),
            List.of(TEST_ACCURACY),
            curves -> Forgetting.regeneralised(curves, TEST_ACCURACY, run.task().classes())),
        measure(
            run,
            MeasureSpec.of("events/test-loss-peak", "step of the peak of double descent")
                .units("step")
                .convention(DoubleDescent.RULE),
            List.of(TEST_LOSS),
            curves -> DoubleDescent.step(curves, TEST_LOSS)),
        measure(
            run,
            MeasureSpec.of(
                    "double-descent/losses",
                    "lowest test loss before the peak, at it, and lowest after it")
                .units(run.loss().units())
                .convention(DoubleDescent.RULE),
            List.of(TEST_LOSS),
            curves -> DoubleDescent.losses(curves, TEST_LOSS)),
        measure(
            run,
            MeasureSpec.of(
                    "grokking-class",
                    "0 high train, 1 high test, 2 together, 3 grokking (Pearce et al. 2023)")
                .convention(RunClasses.PEARCE),
            losses,
            curves -> RunClasses.pearce(curves, TRAIN_LOSS, TEST_LOSS)),
        measure(
            run,
            MeasureSpec.of(
                    "learning-phase",
                    "0 comprehension, 1 grokking, 2 memorisation, 3 confusion (Liu et al. 2022)")
                .convention(RunClasses.LIU),
            accuracies,
            curves -> RunClasses.liu(curves, TRAIN_ACCURACY, TEST_ACCURACY)));
  }

  /** All of them are about test examples. */
  private static Measure measure(
      RunContext run, MeasureSpec spec, List<String> ids, Function<Curves, MeasureValue> value) {
    return absence(run, ids)
        .map(why -> Measure.absent(spec, why))
        .orElseGet(() -> Curves.measure(run, spec, ids, value));
  }

  private static Optional<String> absence(RunContext run, List<String> ids) {
    if (run.forwardAbsence().isPresent()) {
      return run.metrics().containsAll(ids) ? Optional.empty() : run.forwardAbsence();
    }
    return LossProbe.testAbsence(run);
  }

  /** A number as messages have it. */
  static String text(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
