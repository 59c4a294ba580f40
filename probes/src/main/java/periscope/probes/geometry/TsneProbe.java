package periscope.probes.geometry;

import java.util.List;
import periscope.probes.Measure;
import periscope.probes.Probe;
import periscope.probes.RunContext;

/** The embedding and the output layer of the last checkpoint in the plane, by t-SNE. */
public final class TsneProbe implements Probe {

  /** Found by the service loader. */
  public TsneProbe() {}

  @Override
  public String name() {
    return "tsne";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    return PlaneMeasures.of(run, name(), "t-SNE", Tsne.FEWEST_POINTS, Tsne::forPoints);
  }
}
