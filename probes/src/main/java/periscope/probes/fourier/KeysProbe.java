package periscope.probes.fourier;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.weights.Embedding;

/** Key frequencies by other rules than that of {@code keys}, and over steps. */
public final class KeysProbe implements Probe {
  /** Found by the service loader. */
  public KeysProbe() {}

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    int frequencies = run.modulus() / 2;
    var perCheckpoint =
        MeasureSpec.of(
                "keys/per-checkpoint",
                "for each frequency k = 1..floor(p/2), the number of neurons that it explains by more than 0.85 at this checkpoint")
            .shape(frequencies)
            .convention(
                "the rule of keys, which are those with one or more at the last checkpoint");
    Optional<String> noNeurons = run.forwardAbsence().or(run::residuesAbsence);
    return List.of(
        constant(
            run,
            MeasureSpec.of(
                    "keys/embedding-norm",
                    "frequencies whose norm over the columns of W_E is above 1/4 of the largest")
                .convention("cosine and sine of a frequency combined; the constant left out"),
            Embedding.absence(run).or(run::residuesAbsence),
            KeyRule.EMBEDDING),
        constant(
            run,
            MeasureSpec.of(
                    "keys/logit-cosine",
                    "frequencies whose cosine cube cos(2 pi k (s - c)/p) has a cosine above 0.005 to the logits (Chughtai et al. 2023)")
                .convention("logits over all p^2 ordered pairs, centred over the classes c"),
            SumDirections.absence(run),
            KeyRule.LOGITS),
        noNeurons.isPresent()
            ? Measure.absent(perCheckpoint, noNeurons.get())
            : Measure.series(perCheckpoint, snapshot -> neurons(snapshot, frequencies)));
  }

  private static Measure constant(
      RunContext run,
      MeasureSpec spec,
      Optional<String> absence,
      Intermediate<RunContext, KeyRule> rule) {
    var atTheEnd = spec.convention(spec.convention() + "; at the last checkpoint");
    return absence.isPresent()
        ? Measure.absent(atTheEnd, absence.get())
        : Measure.constant(atTheEnd, () -> run.get(rule).value());
  }

  /** NaN of every frequency if a neuron is NaN. */
  private static double[] neurons(SnapshotAnalysis snapshot, int frequencies) {
    NeuronSpectra spectra = snapshot.get(KeyFrequencies.SPECTRA);
    double[] count = new double[frequencies];
    for (int i = 0; i < spectra.share().length; i++) {
      if (Double.isNaN(spectra.share()[i])) {
        Arrays.fill(count, Double.NaN);
        return count;
      }
      if (spectra.share()[i] > KeyFrequencies.THRESHOLD) {
        count[(int) spectra.frequency()[i] - 1]++;
      }
    }
    return count;
  }
}
