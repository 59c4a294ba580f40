package org.example.probes;

import java.util.List;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/** A probe of one's own: how many neurons never fire. */
public final class DeadNeuronsProbe implements Probe {
  @Override
  public String name() {
    return "dead-neurons"; // unique among probes
  }

  @Override
  public int version() {
    return 1; // one more whenever the numbers change
  }

  @Override
  public List<Measure> measures(RunContext run) {
    MeasureSpec spec =
        MeasureSpec.of("neurons/dead", "share of the last layer's neurons that are 0 for every input")
            .convention("inputs are all ordered pairs in modular arithmetic, otherwise all examples");
    if (run.forwardAbsence().isPresent()) {
      return List.of(Measure.absent(spec, run.forwardAbsence().get()));
    }
    return List.of(Measure.scalar(spec, DeadNeuronsProbe::share));
  }

  private static double share(SnapshotAnalysis snapshot) {
    double[] neurons = snapshot.neurons().values(); // [inputs][neurons]
    int count = snapshot.neurons().dim(1);
    boolean[] fires = new boolean[count];
    for (int i = 0; i < neurons.length; i++) {
      if (Double.isNaN(neurons[i])) {
        return Double.NaN; // weights that are not numbers have no dead neurons, nor live ones
      }
      fires[i % count] |= neurons[i] != 0;
    }
    int dead = 0;
    for (boolean one : fires) {
      dead += one ? 0 : 1;
    }
    return (double) dead / count;
  }
}
