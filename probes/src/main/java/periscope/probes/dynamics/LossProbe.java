package periscope.probes.dynamics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import periscope.models.net.Loss;
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
                of(run.loss(), "train", train, trainAbsence(run)),
                of(run.loss(), "test", test, testAbsence(run)),
                of(run.loss(), "all", all, Optional.empty()))
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

  private static List<Measure> of(
      Loss kind, String which, int[] examples, Optional<String> absence) {
    var loss =
        MeasureSpec.of(
                "loss/" + which,
                String.format(Locale.ROOT, "mean %s over %s examples", kind.text(), which))
            .units(kind.units())
            .convention("float64 from float32 weights");
    var accuracy =
        MeasureSpec.of(
                "accuracy/" + which,
                String.format(Locale.ROOT, "share of %s examples that are answered right", which))
            .convention(
                "the largest logit answers, of equal ones the first; a single output by its sign");
    List<Measure> measures =
        List.of(
            Measure.scalar(loss, snapshot -> snapshot.outcomes().loss(examples)),
            Measure.scalar(accuracy, snapshot -> snapshot.outcomes().accuracy(examples)));
    return absence.map(why -> Measure.absent(measures, why)).orElse(measures);
  }
}
