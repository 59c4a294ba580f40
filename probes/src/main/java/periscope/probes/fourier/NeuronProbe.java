package periscope.probes.fourier;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.function.Function;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;

/** What the neurons' activations over all ordered pairs say: frequencies, shares, keys. */
public final class NeuronProbe implements Probe {
  private static final String ENERGY =
      "activations over all p^2 ordered pairs, centred; energy of the 2D Fourier rows {0, cos k, sin k} of both operands over the total";

  /** Found by the service loader. */
  public NeuronProbe() {}

  @Override
  public String name() {
    return "neurons";
  }

  @Override
  public int version() {
    return 4;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    List<Measure> measures = ofNeurons(run, run.neuronCount());
    return run.forwardAbsence()
        .or(run::residuesAbsence)
        .map(why -> Measure.absent(measures, why))
        .orElse(measures);
  }

  private static List<Measure> ofNeurons(RunContext run, int h) {
    return List.of(
        Measure.series(
            MeasureSpec.of(
                    "neurons/frequency",
                    "frequency that explains most of a neuron's variance (Nanda et al. 2023)")
                .shape(h)
                .convention(ENERGY + "; 0 = dead neuron"),
            snapshot -> snapshot.get(KeyFrequencies.SPECTRA).frequency()),
        Measure.series(
            MeasureSpec.of(
                    "neurons/explained-share",
                    "share of a neuron's variance that neurons/frequency explains (Nanda et al. 2023)")
                .shape(h)
                .convention(ENERGY + "; 0 = dead neuron"),
            snapshot -> snapshot.get(KeyFrequencies.SPECTRA).share()),
        Measure.scalar(
            MeasureSpec.of(
                    "neurons/share-above-0.85",
                    "share of neurons that one frequency explains by more than 0.85 (Nanda et al. 2023)")
                .convention("of all neurons, dead ones included"),
            snapshot -> shareAbove(snapshot.get(KeyFrequencies.SPECTRA))),
        Measure.constant(
            MeasureSpec.of(
                    "keys",
                    "key frequencies: those that explain more than 0.85 of at least one neuron (Nanda et al. 2023)")
                .convention("rule: neuron share above 0.85, at the last checkpoint"),
            () -> ofKeys(run, KeyFrequencies::frequencies)),
        Measure.constant(
            MeasureSpec.of(
                    "keys/neurons-per-key",
                    "for each of keys, the number of neurons it explains by more than 0.85")
                .convention("rule: neuron share above 0.85, at the last checkpoint"),
            () -> ofKeys(run, KeyFrequencies::neuronsPerKey)));
  }

  private static double shareAbove(NeuronSpectra spectra) {
    for (double share : spectra.share()) {
      if (Double.isNaN(share)) {
        return Double.NaN;
      }
    }
    return (double) spectra.countAbove(KeyFrequencies.THRESHOLD) / spectra.share().length;
  }

  private static MeasureValue ofKeys(
      RunContext run, Function<KeyFrequencies, ImmutableIntArray> values) {
    return run.get(KeyFrequencies.OF)
        .<MeasureValue>map(keys -> new MeasureValue.Integers(values.apply(keys)))
        .orElseGet(() -> new MeasureValue.None(KeyFrequencies.NOT_FINITE));
  }
}
