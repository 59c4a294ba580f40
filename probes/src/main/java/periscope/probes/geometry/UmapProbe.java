package periscope.probes.geometry;

import java.util.List;
import periscope.probes.Measure;
import periscope.probes.Probe;
import periscope.probes.RunContext;

/** The embedding and the output layer of the last checkpoint in the plane, by UMAP. */
public final class UmapProbe implements Probe {

  /** Found by the service loader. */
  public UmapProbe() {}

  @Override
  public String name() {
    return "umap";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    return PlaneMeasures.of(run, name(), "UMAP", Umap.FEWEST_POINTS, Umap::forPoints);
  }
}
