package periscope.probes.dynamics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import periscope.models.task.Split;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;

/** Cross-entropy and accuracy on the training, test and all examples. */
public final class LossProbe implements Probe {
  private static final String NO_SPLIT = "the run has no split";
  private static final String NO_TEST = "every example is a training example";

  /** Found by the service loader. */
  public LossProbe() {}

  @Override
  public String name() {
    return "loss";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    int[] all = IntStream.range(0, run.task().size()).toArray();
    int[] train = run.split().map(Split::train).orElse(all);
    int[] test = run.split().map(Split::test).orElse(all);
    List<Measure> measures =
        Stream.of(
                of("train", train, trainAbsence(run)),
                of("test", test, testAbsence(run)),
                of("all", all, Optional.empty()))
            .flatMap(List::stream)
            .toList();
    return run.forwardAbsence().map(why -> Measure.absent(measures, why)).orElse(measures);
  }

  /** Why there are no measures of training examples; empty if there are. */
  static Optional<String> trainAbsence(RunContext run) {
    return run.split().isPresent() ? Optional.empty() : Optional.of(NO_SPLIT);
  }

  /** Why there are no measures of test examples; empty if there are. */
  static Optional<String> testAbsence(RunContext run) {
    return run.split().isPresent() && run.split().get().test().length == 0
        ? Optional.of(NO_TEST)
        : trainAbsence(run);
  }

  private static List<Measure> of(String which, int[] examples, Optional<String> absence) {
    var loss =
        MeasureSpec.of(
                "loss/" + which,
                String.format(Locale.ROOT, "mean cross-entropy over %s examples", which))
            .units("nats")
            .convention("log-softmax with the maximum subtracted, float64 from float32 weights");
    var accuracy =
        MeasureSpec.of(
                "accuracy/" + which,
                String.format(
                    Locale.ROOT, "share of %s examples whose label has the largest logit", which))
            .convention("of equal logits the first counts");
    List<Measure> measures =
        List.of(
            Measure.scalar(loss, snapshot -> snapshot.outcomes().loss(examples)),
            Measure.scalar(accuracy, snapshot -> snapshot.outcomes().accuracy(examples)));
    return absence.map(why -> Measure.absent(measures, why)).orElse(measures);
  }
}
