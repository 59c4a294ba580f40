package periscope.probes.fourier;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/**
 * The frequencies that a run ends with: those with at least one neuron that one frequency explains
 * by more than {@value #THRESHOLD}, at the last snapshot (Nanda et al. 2023).
 */
public final class KeyFrequencies {
  /** A neuron is of a frequency if it explains more than this share of its variance. */
  public static final double THRESHOLD = 0.85;

  /** Why keys are absent where {@link #OF} has none. */
  public static final String NOT_FINITE = "weights of the last checkpoint are not finite";

  /** Frequencies and spectra of the neurons of a snapshot. */
  public static final Intermediate<SnapshotAnalysis, NeuronSpectra> SPECTRA =
      Intermediate.of(
          snapshot ->
              NeuronSpectra.of(snapshot.run().get(WeightSpectrum.BASIS), snapshot.pairSums()));

  /** Of a run's last snapshot; empty if its neurons are not finite. */
  public static final Intermediate<RunContext, Optional<KeyFrequencies>> OF =
      Intermediate.of(run -> of(run.last().get(SPECTRA)));

  private final SortedMap<Integer, Integer> neurons; // of each frequency

  private KeyFrequencies(SortedMap<Integer, Integer> neurons) {
    this.neurons = neurons;
  }

  /** The key frequencies of these neurons; empty if one of them is NaN. */
  static Optional<KeyFrequencies> of(NeuronSpectra spectra) {
    var neurons = new TreeMap<Integer, Integer>();
    for (int i = 0; i < spectra.share().length; i++) {
      double share = spectra.share()[i];
      if (Double.isNaN(share)) {
        return Optional.empty();
      }
      if (share > THRESHOLD) {
        neurons.merge((int) spectra.frequency()[i], 1, Integer::sum);
      }
    }
    return Optional.of(new KeyFrequencies(neurons));
  }

  /** The frequencies, rising. */
  public ImmutableIntArray frequencies() {
    return ImmutableIntArray.copyOf(neurons.keySet());
  }

  /** For each of {@link #frequencies()}, how many neurons it explains. */
  public ImmutableIntArray neuronsPerKey() {
    return ImmutableIntArray.copyOf(neurons.values());
  }
}
