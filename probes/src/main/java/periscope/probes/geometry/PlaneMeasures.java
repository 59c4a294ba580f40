package periscope.probes.geometry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.RunContext;

/** The embedding and the output layer of the last checkpoint in the plane. */
final class PlaneMeasures {
  private static final String NOT_FINITE = "weights of the last checkpoint are not finite";

  private PlaneMeasures() {}

  /**
   * Both measures.
   *
   * @param family what their ids begin with
   * @param by what draws them, for people
   * @param fewest how many points it takes
   * @param map what draws so many points
   */
  static List<Measure> of(
      RunContext run, String family, String by, int fewest, IntFunction<PlaneMap> map) {
    return List.of(
        measure(
            MeasureSpec.of(
                family + "/embedding",
                "each residue's or permutation's embedding in the plane, by " + by),
            Points.absence(run).or(() -> fewer(Points.of(run), by, fewest)),
            Points.of(run),
            map,
            run),
        measure(
            MeasureSpec.of(
                family + "/unembedding",
                String.format(
                    Locale.ROOT,
                    "each answer's weights in the output layer in the plane, by %s (Power et al. 2022, figure 3)",
                    by)),
            OutputPoints.absence(run).or(() -> fewer(OutputPoints.of(run), by, fewest)),
            OutputPoints.of(run),
            map,
            run));
  }

  private static Optional<String> fewer(Points points, String by, int fewest) {
    return points.rows() >= fewest
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d points have no neighbourhoods: %s needs %d",
                points.rows(),
                by,
                fewest));
  }

  private static Measure measure(
      MeasureSpec spec,
      Optional<String> absence,
      Points points,
      IntFunction<PlaneMap> maps,
      RunContext run) {
    if (absence.isPresent()) {
      return Measure.absent(spec, absence.get());
    }
    PlaneMap map = maps.apply(points.rows());
    String convention =
        String.format(
            Locale.ROOT,
            "of %s at the last checkpoint; %s; axes have no meaning",
            points.what(),
            map.text());
    return Measure.constant(spec.convention(convention), () -> value(map, points, run));
  }

  private static MeasureValue value(PlaneMap map, Points points, RunContext run) {
    return map.fit(run.last().get(points.values()), points.rows(), points.columns())
        .map(plane -> MeasureValue.reals(List.of(points.rows(), 2), plane))
        .orElseGet(() -> new MeasureValue.None(NOT_FINITE));
  }
}
