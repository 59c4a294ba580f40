package periscope.probes.fourier;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.weights.EffectiveMatrices;
import periscope.probes.weights.Embedding;

/** Which share of the weights is at the key frequencies. */
public final class ExplainedProbe implements Probe {
  /** Found by the service loader. */
  public ExplainedProbe() {}

  @Override
  public String name() {
    return "explained";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    Optional<String> noForward = run.forwardAbsence().or(run::residuesAbsence);
    var measures = new ArrayList<Measure>();
    of(
        measures,
        run,
        "embedding",
        "W_E",
        noForward.or(() -> Embedding.absence(run)),
        WeightSpectrum.EMBEDDING);
    of(
        measures,
        run,
        "W_input",
        "W_input",
        noForward.or(() -> EffectiveMatrices.absence(run)),
        WeightSpectrum.INPUT);
    of(
        measures,
        run,
        "W_L",
        "W_L",
        noForward.or(() -> SumDirections.outputsAbsence(run.modelSpec())),
        WeightSpectrum.OUTPUT);
    return measures;
  }

  private static void of(
      List<Measure> measures,
      RunContext run,
      String id,
      String matrix,
      Optional<String> absence,
      Intermediate<SnapshotAnalysis, WeightSpectrum> spectrum) {
    measures.add(of(run, id + "/explained-by-keys", matrix, absence, KeyRule.NEURONS, spectrum));
    measures.add(
        of(
            run,
            id + "/explained-by-logit-keys",
            matrix,
            absence.or(() -> SumDirections.absence(run)),
            KeyRule.LOGITS,
            spectrum));
  }

  private static Measure of(
      RunContext run,
      String id,
      String matrix,
      Optional<String> absence,
      Intermediate<RunContext, KeyRule> rule,
      Intermediate<SnapshotAnalysis, WeightSpectrum> spectrum) {
    return KeyRule.measure(
        run,
        absence,
        rule,
        MeasureSpec.of(
                id,
                String.format(
                    Locale.ROOT,
                    "share of the sum of squares of %s over residues that is at the key frequencies (Chughtai et al. 2023)",
                    matrix))
            .convention("all p Fourier rows in the total, the constant's too"),
        (keys, spec) ->
            Measure.relativeScalar(spec, snapshot -> snapshot.get(spectrum).explained(keys)));
  }
}
