package periscope.probes.ablation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.probes.ExampleSet;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.fourier.KeyRule;
import periscope.probes.fourier.SumDirections;

/** The loss of the logits without what they have at the key frequencies. */
public final class ExcludedProbe implements Probe {
  /** Found by the service loader. */
  public ExcludedProbe() {}

  @Override
  public String name() {
    return "excluded";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    var measures = new ArrayList<Measure>();
    for (ExcludedPart part : ExcludedPart.ALL) {
      Optional<String> absence =
          SumDirections.absence(run)
              .or(() -> run.get(ExampleSet.TRAIN).absence())
              .or(() -> part.absence(run));
      measures.add(
          KeyRule.measure(
              run,
              absence,
              KeyRule.NEURONS,
              spec(run, part, "all-keys", "all keys"),
              (keys, spec) ->
                  Measure.relativeScalar(
                      spec, snapshot -> snapshot.get(ExcludedLosses.OF).allKeys(part))));
      measures.add(
          KeyRule.measure(
              run,
              absence,
              KeyRule.NEURONS,
              spec(run, part, "per-key", "one key, for each of keys in turn"),
              (keys, spec) ->
                  Measure.relativeSeries(
                      spec.shape(keys.length()),
                      snapshot -> snapshot.get(ExcludedLosses.OF).perKey(part))));
    }
    return measures;
  }

  private static MeasureSpec spec(RunContext run, ExcludedPart part, String which, String keys) {
    return MeasureSpec.of(
            part.id() + "/" + which + "/train",
            String.format(
                Locale.ROOT,
                "mean %s over train examples of the logits without %s",
                run.loss().text(),
                String.format(Locale.ROOT, part.text(), keys)))
        .units(run.loss().units())
        .convention(part.convention() + "; projections over all pairs");
  }
}
