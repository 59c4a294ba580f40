package periscope.probes.geometry;

import java.util.List;
import java.util.Locale;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.WeightSpectrum;

/**
 * How round the embedding is on its principal components (Zhong et al. 2023), and on those that the
 * run ends with, where it tells whether the final circles were there from the start.
 */
public final class CircleProbe implements Probe {
  /** Along the checkpoint's own first components. */
  static final Intermediate<SnapshotAnalysis, Circularity> OWN =
      Intermediate.of(
          snapshot -> {
            var components = snapshot.get(Points.COMPONENTS);
            int axes = Math.min(PcaProbe.AXES, components.count());
            return on(snapshot, components.project(snapshot.get(Points.CENTRED), axes), axes);
          });

  private static final Intermediate<SnapshotAnalysis, Circularity> FINAL =
      Intermediate.of(
          snapshot ->
              on(
                  snapshot,
                  snapshot.get(PcaProbe.ON_FINAL_AXES),
                  Math.min(PcaProbe.AXES, Points.of(snapshot.run()).components())));

  /** Found by the service loader. */
  public CircleProbe() {}

  @Override
  public String name() {
    return "circles";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    Points points = Points.of(run);
    int axes = Math.min(PcaProbe.AXES, points.components());
    String convention =
        String.format(
            Locale.ROOT,
            "of %s; largest 2/p |sum v(t) exp(2 pi i k t/p)|^2 over k >= 1, at most 1, v of norm 1; an axis with less than 1e-12 of the variance does not count",
            points.what());
    List<Measure> measures =
        List.of(
            Measure.scalar(
                MeasureSpec.of(
                        "circularity",
                        "mean over the first four principal components of the share of each that one frequency explains (Zhong et al. 2023)")
                    .convention(convention + "; the checkpoint's own components"),
                snapshot -> snapshot.get(OWN).mean()),
            Measure.series(
                MeasureSpec.of(
                        "circularity/frequencies",
                        "frequency of each of those principal components (Zhong et al. 2023)")
                    .shape(axes)
                    .convention(convention + "; 0 = it does not count"),
                snapshot -> snapshot.get(OWN).frequencies()),
            Measure.relativeScalar(
                MeasureSpec.of(
                        "circularity/final-axes",
                        "circularity along the first four principal components of the last checkpoint")
                    .convention(convention),
                snapshot -> snapshot.get(FINAL).mean()));
    return Points.absence(run)
        .or(run::residuesAbsence)
        .map(why -> Measure.absent(measures, why))
        .orElse(measures);
  }

  private static Circularity on(SnapshotAnalysis snapshot, double[] coordinates, int axes) {
    double total = 0;
    for (double value : snapshot.get(Points.CENTRED)) {
      total += value * value;
    }
    return Circularity.of(snapshot.run().get(WeightSpectrum.BASIS), coordinates, axes, total);
  }
}
