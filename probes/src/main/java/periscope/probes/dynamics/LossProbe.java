package periscope.probes.dynamics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import periscope.models.net.Loss;
import periscope.probes.ExampleSet;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;

/** Cross-entropy and accuracy on the training, test and all examples. */
public final class LossProbe implements Probe {
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
    List<Measure> measures =
        Stream.of(ExampleSet.TRAIN, ExampleSet.TEST, ExampleSet.ALL)
            .map(which -> of(run.loss(), run.get(which)))
            .flatMap(List::stream)
            .toList();
    return run.forwardAbsence().map(why -> Measure.absent(measures, why)).orElse(measures);
  }

  /** Why there are no measures of training examples; empty if there are. */
  static Optional<String> trainAbsence(RunContext run) {
    return run.get(ExampleSet.TRAIN).absence();
  }

  /** Why there are no measures of test examples; empty if there are. */
  static Optional<String> testAbsence(RunContext run) {
    return run.get(ExampleSet.TEST).absence();
  }

  private static List<Measure> of(Loss kind, ExampleSet set) {
    String which = set.name();
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
            Measure.scalar(loss, snapshot -> snapshot.outcomes().loss(set.examples())),
            Measure.scalar(accuracy, snapshot -> snapshot.outcomes().accuracy(set.examples())));
    return set.absence().map(why -> Measure.absent(measures, why)).orElse(measures);
  }
}
