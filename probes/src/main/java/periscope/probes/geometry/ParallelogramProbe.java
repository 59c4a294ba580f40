package periscope.probes.geometry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/**
 * The representation quality index of Liu et al. 2022: which parallelograms the embedding forms.
 */
public final class ParallelogramProbe implements Probe {
  private static final double DELTA = 0.01;

  private static final Intermediate<SnapshotAnalysis, Parallelograms> OF =
      Intermediate.of(
          snapshot -> {
            Points points = Points.of(snapshot.run());
            return new Parallelograms(
                snapshot.get(Points.CENTRED), points.rows(), points.columns());
          });

  private static final String TOO_FEW = "no two pairs of two residues have the same sum";

  /** Found by the service loader. */
  public ParallelogramProbe() {}

  @Override
  public String name() {
    return "parallelograms";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    String convention =
        String.format(
            Locale.ROOT,
            "of %s, centred and divided by the root mean square distance from the centre; within %s; pairs {i, j}, i = j too",
            Points.of(run).what(),
            DELTA);
    List<Measure> measures =
        List.of(
            Measure.scalar(
                MeasureSpec.of(
                        "rqi",
                        "share of the pairs of pairs with i + j = m + n for which E_i + E_j = E_m + E_n (Liu et al. 2022)")
                    .convention(convention + "; sums of whole numbers"),
                snapshot -> snapshot.get(OF).ofIntegers(DELTA)),
            Measure.scalar(
                MeasureSpec.of(
                        "rqi/modular",
                        "share of the pairs of pairs with i + j = m + n modulo p for which E_i + E_j = E_m + E_n")
                    .convention(convention + "; sums modulo p"),
                snapshot -> snapshot.get(OF).ofResidues(DELTA)));
    Optional<String> absence = Points.absence(run).or(run::residuesAbsence);
    if (absence.isPresent()) {
      return Measure.absent(measures, absence.get());
    }
    return run.modulus() > 2
        ? measures
        : List.of(Measure.absent(measures.get(0).spec(), TOO_FEW), measures.get(1));
  }
}
