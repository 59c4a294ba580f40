package periscope.probes.ablation;

import java.util.List;
import java.util.stream.Stream;
import periscope.probes.ExampleSet;
import periscope.probes.Outcomes;
import periscope.probes.RunContext;

/**
 * Mean loss and accuracy over each set of examples that a run has: train, test, all.
 *
 * @param sets one entry a set; only {@code all} where the run has no split
 */
public record Scores(List<Score> sets) {
  /**
   * Of one set of examples.
   *
   * @param set {@code train}, {@code test} or {@code all}
   * @param loss mean of what the run trained on, such as nats of cross-entropy
   * @param accuracy share that is answered right
   */
  public record Score(String set, double loss, double accuracy) {}

  /** Copies the sets. */
  public Scores {
    sets = List.copyOf(sets);
  }

  /** Of a run's examples. */
  static Scores of(RunContext run, Outcomes outcomes) {
    return new Scores(
        Stream.of(ExampleSet.TRAIN, ExampleSet.TEST, ExampleSet.ALL)
            .map(run::get)
            .filter(set -> set.absence().isEmpty())
            .map(set -> score(set, outcomes))
            .toList());
  }

  private static Score score(ExampleSet set, Outcomes outcomes) {
    return new Score(set.name(), outcomes.loss(set.examples()), outcomes.accuracy(set.examples()));
  }
}
