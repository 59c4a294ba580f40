package periscope.probes.ablation;

import java.util.List;
import java.util.stream.IntStream;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/**
 * What an ablation did to one snapshot.
 *
 * @param step the snapshot's step
 * @param before of the network as it is
 * @param after of the changed network
 * @param controls of the network changed in random ways that are as large; empty if there are none
 */
public record AblationResult(long step, Scores before, Scores after, List<Scores> controls) {
  /** Copies the controls. */
  public AblationResult {
    controls = List.copyOf(controls);
  }

  /** Changes a snapshot's network. */
  public static AblationResult of(SnapshotAnalysis snapshot, AblationPlan plan) {
    RunContext run = snapshot.run();
    return new AblationResult(
        snapshot.step(),
        Scores.of(run, snapshot.outcomes()),
        Scores.of(run, plan.ablation().outcomes(snapshot)),
        plan.controls().stream()
            .map(control -> Scores.of(run, control.outcomes(snapshot)))
            .toList());
  }

  /**
   * Over the controls.
   *
   * @param mean mean over them
   * @param deviation standard deviation, of a sample; NaN for one
   * @param lowest the smallest
   * @param highest the largest
   */
  public record Spread(double mean, double deviation, double lowest, double highest) {
    static Spread of(double[] values) {
      double mean =
          IntStream.range(0, values.length)
              .mapToDouble(i -> values[i])
              .average()
              .orElse(Double.NaN);
      double squares = 0;
      double lowest = Double.POSITIVE_INFINITY;
      double highest = Double.NEGATIVE_INFINITY;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
      return new Spread(mean, Math.sqrt(squares / (values.length - 1)), lowest, highest);
    }
  }

  /** Loss of the controls over a set of examples, by its position in {@link Scores#sets()}. */
  public Spread controlLoss(int set) {
    return Spread.of(controls.stream().mapToDouble(c -> c.sets().get(set).loss()).toArray());
  }

  /** Accuracy of the controls over a set of examples. */
  public Spread controlAccuracy(int set) {
    return Spread.of(controls.stream().mapToDouble(c -> c.sets().get(set).accuracy()).toArray());
  }
}
