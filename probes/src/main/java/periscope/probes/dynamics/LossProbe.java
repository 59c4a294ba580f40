package periscope.probes.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import periscope.models.task.Split;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;

/** Cross-entropy and accuracy on the training, test and all examples. */
public final class LossProbe implements Probe {
  static final String NO_SPLIT = "the run has no split";

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
    var measures = new ArrayList<Measure>();
    add(measures, "train", run.split().map(Split::train));
    add(measures, "test", run.split().map(Split::test));
    add(measures, "all", Optional.of(IntStream.range(0, run.task().size()).toArray()));
    return measures;
  }

  private static void add(List<Measure> measures, String which, Optional<int[]> examples) {
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
    if (examples.isEmpty()) {
      measures.add(Measure.absent(loss, NO_SPLIT));
      measures.add(Measure.absent(accuracy, NO_SPLIT));
      return;
    }
    int[] chosen = examples.get();
    measures.add(Measure.scalar(loss, snapshot -> snapshot.outcomes().loss(chosen)));
    measures.add(Measure.scalar(accuracy, snapshot -> snapshot.outcomes().accuracy(chosen)));
  }
}
