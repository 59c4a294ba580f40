package periscope.probes.fourier;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/** How far the logits are a sum of cosine cubes. */
public final class LogitProbe implements Probe {
  private static final String CUBES =
      "logits L; " + SumDirections.CUBES + "; frequencies k = 1..floor(p/2)";
  private static final String RAW = "; L as it is";
  private static final String CENTRED = "; L centred over c";

  /** Found by the service loader. */
  public LogitProbe() {}

  @Override
  public String name() {
    return "logits";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    int frequencies = run.modulus() / 2;
    Optional<String> absence = SumDirections.absence(run);
    return List.of(
        series(
            absence,
            MeasureSpec.of("logits/cosine-coefficient", "inner product of L and C_k")
                .shape(frequencies)
                .convention(CUBES + "; the same whether or not L is centred over c"),
            CosineCubes::coefficients),
        series(
            absence,
            MeasureSpec.of(
                    "logits/cosine-similarity/raw",
                    "cosine of the angle between L and C_k (Nanda et al. 2023)")
                .shape(frequencies)
                .convention(CUBES + RAW),
            cubes -> cubes.cosines(false)),
        series(
            absence,
            MeasureSpec.of(
                    "logits/cosine-similarity/centred",
                    "cosine of the angle between L and C_k (Chughtai et al. 2023)")
                .shape(frequencies)
                .convention(CUBES + CENTRED),
            cubes -> cubes.cosines(true)),
        byKeys(
            run,
            MeasureSpec.of(
                "logits/explained/raw",
                "share of the squared norm of L that the keys' C_k explain"),
            CUBES + RAW,
            KeyRule.NEURONS,
            false),
        byKeys(
            run,
            MeasureSpec.of(
                "logits/explained/centred",
                "share of the squared norm of L that the keys' C_k explain"),
            CUBES + CENTRED,
            KeyRule.NEURONS,
            true),
        byKeys(
            run,
            MeasureSpec.of(
                "logit-fve",
                "fraction of the logits' variance that the keys' C_k explain: the sum of their squared cosines (Chughtai et al. 2023)"),
            CUBES + CENTRED,
            KeyRule.LOGITS,
            true),
        scalar(
            absence,
            MeasureSpec.of(
                    "logit-fve/all-frequencies",
                    "fraction of the logits' variance that the C_k of all frequencies explain: the sum of their squared cosines (Chughtai et al. 2023)")
                .convention(CUBES + CENTRED),
            snapshot -> snapshot.get(CosineCubes.OF).explained(true)));
  }

  private static Measure series(
      Optional<String> absence, MeasureSpec spec, Function<CosineCubes, double[]> values) {
    return absence.isPresent()
        ? Measure.absent(spec, absence.get())
        : Measure.series(spec, snapshot -> values.apply(snapshot.get(CosineCubes.OF)));
  }

  private static Measure scalar(
      Optional<String> absence, MeasureSpec spec, ToDoubleFunction<SnapshotAnalysis> value) {
    return absence.isPresent() ? Measure.absent(spec, absence.get()) : Measure.scalar(spec, value);
  }

  private static Measure byKeys(
      RunContext run,
      MeasureSpec spec,
      String convention,
      Intermediate<RunContext, KeyRule> rule,
      boolean centred) {
    return KeyRule.measure(
        run,
        SumDirections.absence(run),
        rule,
        spec.convention(convention),
        (keys, known) ->
            Measure.relativeScalar(
                known, snapshot -> snapshot.get(CosineCubes.OF).explained(keys, centred)));
  }
}
