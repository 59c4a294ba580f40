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
  /** How many of the first components there are axes for. */
  static final int AXES = 4;

  /** The points on the first axes of the last snapshot, {@code [rows][at most 4]}. */
  static final Intermediate<SnapshotAnalysis, double[]> ON_FINAL_AXES =
      Intermediate.of(
          snapshot -> {
            PrincipalComponents last = snapshot.run().last().get(Points.COMPONENTS);
            return last.project(snapshot.get(Points.CENTRED), Math.min(AXES, last.count()));
          });

  /** Found by the service loader. */
  public PcaProbe() {}

  @Override
  public String name() {
    return "pca";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    List<Measure> measures = ofPoints(Points.of(run));
    return Points.absence(run).map(why -> Measure.absent(measures, why)).orElse(measures);
  }

  private static List<Measure> ofPoints(Points points) {
    int components = points.components();
    int axes = Math.min(AXES, components);
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
            snapshot -> snapshot.get(Points.COMPONENTS).explained()),
        Measure.scalar(
            MeasureSpec.of(
                    "effective-dimension",
                    "exponential of the entropy of pca/explained: how many dimensions the points spread over")
                .convention(convention + "; entropy in nats"),
            snapshot -> effectiveDimension(snapshot.get(Points.COMPONENTS).explained())),
        Measure.series(
            MeasureSpec.of(
                    "pca/own-axes",
                    "coordinates of each residue or permutation on the first principal components of the same checkpoint")
                .shape(points.rows(), axes)
                .convention(sign),
            snapshot ->
                snapshot.get(Points.COMPONENTS).project(snapshot.get(Points.CENTRED), axes)),
        Measure.relativeSeries(
            MeasureSpec.of(
                    "pca/final-axes",
                    "coordinates of each residue or permutation on the first principal components of the last checkpoint")
                .shape(points.rows(), axes)
                .convention(sign),
            snapshot -> snapshot.get(ON_FINAL_AXES)),
        Measure.relativeSeries(
            MeasureSpec.of(
                    "pca/final-axes/explained",
                    "share of the checkpoint's variance along those axes of the last checkpoint")
                .shape(axes)
                .convention(sign),
            snapshot -> shares(snapshot.get(ON_FINAL_AXES), snapshot.get(Points.CENTRED), axes)));
  }

  /** exp(−Σ r ln r) over the shares r that are not 0. */
  static double effectiveDimension(double[] shares) {
    double entropy = 0;
    for (double share : shares) {
      entropy -= share == 0 ? 0 : share * Math.log(share);
    }
    return Math.exp(entropy);
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
