package periscope.probes.ablation;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import periscope.probes.ExampleSet;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.CosineCubes;
import periscope.probes.fourier.KeyRule;
import periscope.probes.fourier.SumDirections;
import periscope.probes.fourier.SumWaves;

/** The loss of what the logits have at the key frequencies, and nothing else. */
public final class RestrictedProbe implements Probe {
  private static final List<Intermediate<RunContext, ExampleSet>> SETS =
      List.of(ExampleSet.ALL, ExampleSet.TRAIN, ExampleSet.TEST);

  /** Found by the service loader. */
  public RestrictedProbe() {}

  @Override
  public String name() {
    return "restricted";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    var measures = new ArrayList<Measure>();
    for (Intermediate<RunContext, ExampleSet> set : SETS) {
      measures.add(
          of(
              run,
              run.get(set),
              "restricted",
              "the projections of the logits on the sum directions of the keys, and the mean of the logits over pairs (Nanda et al. 2023)",
              SumDirections.CONVENTION,
              (snapshot, keys) -> snapshot.get(SumWaves.LOGITS).projection(keys)));
    }
    for (Intermediate<RunContext, ExampleSet> set : SETS) {
      measures.add(
          of(
              run,
              run.get(set),
              "restricted-cube",
              "the projections of the logits on the cosine cubes C_k of the keys, and the mean of the logits over pairs",
              SumDirections.CUBES,
              (snapshot, keys) -> snapshot.get(CosineCubes.OF).part(keys)));
    }
    return measures;
  }

  private static Measure of(
      RunContext run,
      ExampleSet set,
      String id,
      String what,
      String convention,
      BiFunction<SnapshotAnalysis, ImmutableIntArray, double[]> part) {
    Optional<String> absence = SumDirections.absence(run).or(set::absence);
    return KeyRule.measure(
        run,
        absence,
        KeyRule.NEURONS,
        MeasureSpec.of(
                id + "/" + set.name(),
                String.format(
                    Locale.ROOT,
                    "mean %s over %s examples of %s",
                    run.loss().text(),
                    set.name(),
                    what))
            .units(run.loss().units())
            .convention(convention),
        (keys, spec) ->
            Measure.relativeScalar(
                spec,
                snapshot ->
                    new AnswerTable(run.modulus(), part.apply(snapshot, keys))
                        .plus(snapshot.get(SumWaves.LOGITS).constant())
                        .lossOfTable(run, set)));
  }
}
