package periscope.reports.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.Snapshot;
import periscope.probes.MeasureFile;

/**
 * Phases by which a transformer's neurons of one frequency can be put in order: those of their
 * waves over tokens in W_E·W_V·W_O·W_in at the last measured checkpoint, as of W_input in an MLP
 * over two operands.
 */
final class NeuronPhases {
  private static final String ID = "tensor/neuron-phase";
  private static final String FREQUENCY = "neurons/frequency";
  private static final String SPECTRUM = "W_L/fourier-norm";

  private NeuronPhases() {}

  /** The constant of the page: one phase for each neuron, NaN without a frequency; or none. */
  static Map<String, double[]> of(RunReader run, MeasureFile measures) throws IOException {
    Optional<TensorView> view =
        CollapsedViews.of(run.parameters()).stream()
            .filter(one -> one.name().equals(CollapsedViews.TO_NEURONS))
            .findFirst();
    if (view.isEmpty() || !measures.has(FREQUENCY) || !measures.has(SPECTRUM)) {
      return Map.of();
    }
    long[] steps = measures.steps();
    double[] frequency = measures.row(FREQUENCY, steps.length - 1);
    int p = measures.spec(SPECTRUM).size();
    if (view.get().columns() != frequency.length || view.get().rows() < p) {
      return Map.of(); // neurons of the last layer, which is not the first
    }
    long last = steps[steps.length - 1];
    Snapshot snapshot = run.snapshot(Arrays.binarySearch(run.steps(), last));
    return Map.of(ID, phases(view.get().values().apply(snapshot), frequency, p));
  }

  /**
   * φ of A·cos(2πkt/p − φ) for each column.
   *
   * @param matrix {@code [p or more][neurons]}
   * @param frequency k of each neuron, 0 for none // [neurons]
   */
  static double[] phases(float[] matrix, double[] frequency, int p) {
    double[] phases = new double[frequency.length];
    for (int neuron = 0; neuron < phases.length; neuron++) {
      double cosine = 0;
      double sine = 0;
      for (int t = 0; t < p; t++) {
        double angle = 2 * Math.PI * frequency[neuron] * t / p;
        cosine += matrix[t * frequency.length + neuron] * Math.cos(angle);
        sine += matrix[t * frequency.length + neuron] * Math.sin(angle);
      }
      phases[neuron] = frequency[neuron] >= 1 ? Math.atan2(sine, cosine) : Double.NaN;
    }
    return phases;
  }
}
