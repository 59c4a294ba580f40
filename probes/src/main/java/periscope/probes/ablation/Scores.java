package periscope.probes.ablation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import periscope.models.task.Split;
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
    var sets = new ArrayList<Score>();
    if (run.split().isPresent()) {
      Split split = run.split().get();
      sets.add(score("train", outcomes, split.train()));
      if (split.test().length > 0) {
        sets.add(score("test", outcomes, split.test()));
      }
    }
    sets.add(score("all", outcomes, IntStream.range(0, run.task().size()).toArray()));
    return new Scores(sets);
  }

  private static Score score(String set, Outcomes outcomes, int[] examples) {
    return new Score(set, outcomes.loss(examples), outcomes.accuracy(examples));
  }
}
