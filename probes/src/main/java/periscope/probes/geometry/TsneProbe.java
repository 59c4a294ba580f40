package periscope.probes.geometry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;

/** The embedding and the output layer of the last checkpoint in the plane, by t-SNE. */
public final class TsneProbe implements Probe {
  private static final String NOT_FINITE = "weights of the last checkpoint are not finite";

  /** Found by the service loader. */
  public TsneProbe() {}

  @Override
  public String name() {
    return "tsne";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    return List.of(
        measure(
            "tsne/embedding",
            "each residue's or permutation's embedding in the plane, by t-SNE",
            Points.absence(run),
            Points.of(run),
            run),
        measure(
            "tsne/unembedding",
            "each answer's weights in the output layer in the plane, by t-SNE (Power et al. 2022, figure 3)",
            OutputPoints.absence(run),
            OutputPoints.of(run),
            run));
  }

  private static Measure measure(
      String id, String definition, Optional<String> absence, Points points, RunContext run) {
    MeasureSpec spec = MeasureSpec.of(id, definition);
    if (absence.isPresent()) {
      return Measure.absent(spec, absence.get());
    }
    if (points.rows() < Tsne.FEWEST_POINTS) {
      return Measure.absent(
          spec,
          String.format(
              Locale.ROOT,
              "%d points have no neighbourhoods: t-SNE needs %d",
              points.rows(),
              Tsne.FEWEST_POINTS));
    }
    Tsne map = Tsne.forPoints(points.rows());
    String convention =
        String.format(
            Locale.ROOT,
            "of %s at the last checkpoint; %s; axes have no meaning",
            points.what(),
            map.text());
    return Measure.constant(spec.convention(convention), () -> value(map, points, run));
  }

  private static MeasureValue value(Tsne map, Points points, RunContext run) {
    return map.fit(run.last().get(points.values()), points.rows(), points.columns())
        .map(plane -> MeasureValue.reals(List.of(points.rows(), 2), plane))
        .orElseGet(() -> new MeasureValue.None(NOT_FINITE));
  }
}
