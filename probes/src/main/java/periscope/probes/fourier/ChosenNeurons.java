package periscope.probes.fourier;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;

/**
 * A few of a network's neurons to look at: at the last checkpoint, of each key frequency the one
 * that varies most over the pairs, then of each the next, and where there are no more of these,
 * whichever vary most.
 */
final class ChosenNeurons {
  /** How many at most. */
  static final int MOST = 12;

  /** What the choice is, for people. */
  static final String RULE =
      String.format(
          Locale.ROOT,
          "up to %d, chosen at the last checkpoint: of each of keys in turn the neuron of the largest variance that it explains by more than %s, then the next of each; others of the largest variance after them",
          MOST,
          KeyFrequencies.THRESHOLD);

  /** Those of a run; none if all are dead or one is not finite. Not to be changed. */
  static final Intermediate<RunContext, int[]> OF =
      Intermediate.of(
          run -> {
            NeuronSpectra spectra = run.last().get(KeyFrequencies.SPECTRA);
            ImmutableIntArray keys =
                run.get(KeyFrequencies.OF)
                    .map(KeyFrequencies::frequencies)
                    .orElse(ImmutableIntArray.of());
            return of(spectra, keys, run.last().pairSums().variation());
          });

  private ChosenNeurons() {}

  /**
   * The choice.
   *
   * @param variation of each neuron over all pairs
   */
  static int[] of(NeuronSpectra spectra, ImmutableIntArray keys, double[] variation) {
    if (!IntStream.range(0, variation.length)
        .allMatch(i -> Double.isFinite(variation[i]) && Double.isFinite(spectra.share()[i]))) {
      return new int[0];
    }
    List<Integer> byVariance =
        IntStream.range(0, variation.length)
            .filter(i -> spectra.share()[i] > 0) // those that are not dead
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -variation[i]))
            .toList();
    Set<Integer> chosen = new LinkedHashSet<>();
    for (int round = 0; round < MOST; round++) {
      for (int key : keys.toArray()) {
        byVariance.stream()
            .filter(i -> spectra.frequency()[i] == key)
            .filter(i -> spectra.share()[i] > KeyFrequencies.THRESHOLD)
            .skip(round)
            .findFirst()
            .ifPresent(chosen::add);
      }
    }
    chosen.addAll(byVariance);
    return chosen.stream().limit(MOST).mapToInt(Integer::intValue).toArray();
  }
}
