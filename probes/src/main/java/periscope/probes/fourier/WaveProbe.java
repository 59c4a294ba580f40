package periscope.probes.fourier;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.weights.EffectiveMatrices;

/**
 * Each neuron as one wave, as in Pearce et al. 2023: the frequency of its W_input, its phase there
 * and in W_output, and the order of neurons that this gives at the last snapshot.
 */
public final class WaveProbe implements Probe {
  /** The least unnormalised amplitude of W_input that counts as a frequency in that work. */
  private static final double PUBLISHED_THRESHOLD = 10;

  private static final String PHASE =
      "phi in A cos(2 pi k t/p - phi), radians in (-pi, pi]; NaN for a neuron without a frequency";

  private static final Intermediate<SnapshotAnalysis, double[]> FREQUENCY =
      Intermediate.of(snapshot -> snapshot.get(WeightSpectrum.INPUT).frequencies());
  private static final Intermediate<SnapshotAnalysis, double[]> INPUT_PHASE =
      Intermediate.of(
          snapshot -> snapshot.get(WeightSpectrum.INPUT).phases(snapshot.get(FREQUENCY)));

  /** Found by the service loader. */
  public WaveProbe() {}

  @Override
  public String name() {
    return "waves";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    List<Measure> measures = ofMlp(run, run.neuronCount());
    return EffectiveMatrices.absence(run)
        .or(run::residuesAbsence)
        .map(why -> Measure.absent(measures, why))
        .orElse(measures);
  }

  private static List<Measure> ofMlp(RunContext run, int h) {
    return List.of(
        Measure.series(
            MeasureSpec.of(
                    "W_input/frequency",
                    "frequency k >= 1 of a neuron's largest amplitude in W_input (Pearce et al. 2023)")
                .shape(h)
                .convention("cosine and sine combined; the lowest of equal ones; 0 = all zero"),
            snapshot -> snapshot.get(FREQUENCY)),
        Measure.series(
            MeasureSpec.of("W_input/phase", "phase of a neuron's W_input at W_input/frequency")
                .shape(h)
                .units("rad")
                .convention(PHASE),
            snapshot -> snapshot.get(INPUT_PHASE)),
        Measure.series(
            MeasureSpec.of("W_output/phase", "phase of a neuron's W_output at W_input/frequency")
                .shape(h)
                .units("rad")
                .convention(PHASE),
            snapshot -> snapshot.get(WeightSpectrum.OUTPUT).phases(snapshot.get(FREQUENCY))),
        Measure.constant(
            MeasureSpec.of(
                    "neurons/order",
                    "neurons by W_input/frequency, then W_input/phase, at the last checkpoint")
                .convention("neurons count from 0; those without a frequency come last"),
            () -> MeasureValue.integers(order(run.last()))),
        Measure.constant(
            MeasureSpec.of(
                "neurons/final-frequency", "W_input/frequency at the last checkpoint, per neuron"),
            () -> MeasureValue.reals(run.last().get(FREQUENCY))),
        Measure.constant(
            MeasureSpec.of(
                    "neurons/final-phase", "W_input/phase at the last checkpoint, per neuron")
                .units("rad")
                .convention(PHASE),
            () -> MeasureValue.reals(run.last().get(INPUT_PHASE))),
        Measure.constant(
            MeasureSpec.of(
                    "keys/dft-above-10",
                    "frequencies that are W_input/frequency of a neuron whose amplitude there is above 10 (Pearce et al. 2023)")
                .convention(
                    "unnormalised transform |sum w(t) exp(-2 pi i k t/p)|, last checkpoint"),
            () -> publishedKeys(run.last())));
  }

  private static int[] order(SnapshotAnalysis snapshot) {
    double[] frequency = snapshot.get(FREQUENCY);
    double[] phase = snapshot.get(INPUT_PHASE);
    return IntStream.range(0, frequency.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(
                    i -> frequency[i] >= 1 ? frequency[i] : Double.POSITIVE_INFINITY)
                .thenComparingDouble(i -> phase[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static MeasureValue publishedKeys(SnapshotAnalysis snapshot) {
    WeightSpectrum spectrum = snapshot.get(WeightSpectrum.INPUT);
    double[] frequency = snapshot.get(FREQUENCY);
    var keys = new BitSet();
    for (int i = 0; i < frequency.length; i++) {
      if (Double.isNaN(frequency[i])) {
        return new MeasureValue.None(KeyFrequencies.NOT_FINITE);
      }
      int k = (int) frequency[i];
      if (k >= 1 && spectrum.unnormalised(i, k) > PUBLISHED_THRESHOLD) {
        keys.set(k);
      }
    }
    return MeasureValue.integers(keys.stream().toArray());
  }
}
