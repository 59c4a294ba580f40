package periscope.probes.ablation;

import java.util.stream.IntStream;
import periscope.probes.ExampleSet;
import periscope.probes.RunContext;
import periscope.probes.fourier.SumDirections;

/**
 * Something that the logits have, or may have, that is the same for all pairs of one answer: a
 * value for each answer and class.
 */
final class AnswerTable {
  private final int p;
  private final double[] values; // [p answers][p classes]

  /**
   * A table.
   *
   * @param values {@code [p answers][p classes]}, not copied
   */
  AnswerTable(int p, double[] values) {
    this.p = p;
    this.values = values;
  }

  /** This table plus another one. */
  AnswerTable plus(double[] other) {
    double[] sum = values.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return new AnswerTable(p, sum);
  }

  /** The mean loss over some examples of a network whose logits are this table. */
  double lossOfTable(RunContext run, ExampleSet set) {
    int[] answers = IntStream.range(0, p).toArray();
    double[] losses = new double[p];
    run.loss().of(p).losses(values, answers, answers, losses);
    double sum = 0;
    int[] counts = counts(run, set);
    for (int answer = 0; answer < p; answer++) {
      sum += counts[answer] == 0 ? 0 : counts[answer] * losses[answer];
    }
    return sum / set.inputs().length;
  }

  private static int[] counts(RunContext run, ExampleSet set) {
    int[] answers = run.get(SumDirections.ANSWERS);
    int[] counts = new int[run.modulus()];
    for (int input : set.inputs()) {
      counts[answers[input]]++;
    }
    return counts;
  }
}
