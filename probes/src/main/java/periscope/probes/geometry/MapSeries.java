package periscope.probes.geometry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import periscope.models.kernel.BlasLibrary;
import periscope.probes.RunContext;

/**
 * Points of a run in the plane at several checkpoints, each drawing starting from the one before
 * and laid on it, so that one can follow a point.
 */
public final class MapSeries {
  /**
   * One drawing.
   *
   * @param step the checkpoint's step
   * @param plane {@code [rows][2]}; empty if a weight there is not finite
   */
  public record Drawing(long step, Optional<double[]> plane) {}

  private MapSeries() {}

  /**
   * Draws points.
   *
   * @param snapshots positions of the checkpoints in {@link RunContext#steps()}, one or more
   */
  public static List<Drawing> of(
      RunContext run, Points points, PlaneMap map, List<Integer> snapshots) throws IOException {
    BlasLibrary.require();
    var drawings = new ArrayList<Drawing>();
    Optional<double[]> before = Optional.empty();
    for (int snapshot : snapshots) {
      double[] values = run.analysis(snapshot).get(points.values());
      Optional<double[]> plane =
          before.isPresent()
              ? map.fit(values, points.rows(), points.columns(), before.get())
              : map.fit(values, points.rows(), points.columns());
      if (plane.isPresent()) {
        if (before.isPresent()) {
          Procrustes.align(plane.get(), before.get());
        }
        before = plane;
      }
      drawings.add(new Drawing(run.steps()[snapshot], plane));
    }
    return drawings;
  }
}
