package periscope.probes.geometry;

import java.util.List;
import java.util.Locale;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/**
 * Principal components of the embedding, or of W_input where the embedding is collapsed into it:
 * each snapshot's own, and each snapshot on the axes of the last one, so that points do not jump.
 */
public final class PcaProbe implements Probe {
  private static final int AXES = 4;

  /** Found by the service loader. */
  public PcaProbe() {}

  @Override
  public String name() {
    return "pca";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    List<Measure> measures = ofPoints(run, Points.of(run));
    return Points.absence(run).map(why -> Measure.absent(measures, why)).orElse(measures);
  }

  private static List<Measure> ofPoints(RunContext run, Points points) {
    int components = Math.max(0, PrincipalComponents.count(points.rows(), points.columns()));
    int axes = Math.min(AXES, components);
    Intermediate<SnapshotAnalysis, double[]> centred =
        Intermediate.of(
            snapshot ->
                PrincipalComponents.centred(
                    snapshot.get(points.values()), points.rows(), points.columns()));
    Intermediate<RunContext, PrincipalComponents> last =
        Intermediate.of(
            context ->
                PrincipalComponents.of(
                    context.last().get(centred), points.rows(), points.columns()));
    Intermediate<SnapshotAnalysis, double[]> projected =
        Intermediate.of(snapshot -> run.get(last).project(snapshot.get(centred), axes));
    String convention =
        String.format(
            Locale.ROOT,
            "of %s; rows are residues or permutations, centred on their mean at the same checkpoint",
            points.what());
    String sign = convention + "; sign of an axis: its entry of largest magnitude is positive";
    return List.of(
        Measure.series(
            MeasureSpec.of(
                    "pca/explained",
                    "share of variance along each of the checkpoint's own principal components, falling")
                .shape(components)
                .convention(convention),
            snapshot ->
                PrincipalComponents.explained(
                    snapshot.get(centred), points.rows(), points.columns())),
        Measure.relativeSeries(
            MeasureSpec.of(
                    "pca/final-axes",
                    "coordinates of each residue or permutation on the first principal components of the last checkpoint")
                .shape(points.rows(), axes)
                .convention(sign),
            snapshot -> snapshot.get(projected)),
        Measure.relativeSeries(
            MeasureSpec.of(
                    "pca/final-axes/explained",
                    "share of the checkpoint's variance along those axes of the last checkpoint")
                .shape(axes)
                .convention(sign),
            snapshot -> shares(snapshot.get(projected), snapshot.get(centred), axes)));
  }

  /** Column sums of squares of the projection, over all squares of the centred points. */
  private static double[] shares(double[] projected, double[] centred, int axes) {
    double total = 0;
    for (double value : centred) {
      total += value * value;
    }
    double[] shares = new double[axes];
    for (int i = 0; i < projected.length; i++) {
      shares[i % axes] += projected[i] * projected[i] / total;
    }
    return shares;
  }
}
