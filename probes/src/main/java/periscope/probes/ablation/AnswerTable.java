package periscope.probes.ablation;

import java.util.Arrays;
import java.util.stream.IntStream;
import periscope.models.kernel.OutputLoss;
import periscope.probes.ExampleSet;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.SumDirections;

/**
 * Something that the logits have, or may have, that is the same for all pairs of one answer: a
 * value for each answer and class.
 */
final class AnswerTable {
  private static final int BLOCK = 64; // rows of logits that are changed at a time

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

  /** The mean loss over some examples of a snapshot's logits from which this table is taken. */
  double lossWithout(SnapshotAnalysis snapshot, ExampleSet set) {
    int[] answers = snapshot.run().get(SumDirections.ANSWERS);
    double[] logits = snapshot.logits().values();
    OutputLoss loss = snapshot.run().loss().of(p);
    int[] inputs = set.inputs();
    double[] changed = new double[BLOCK * p];
    int[] labels = new int[BLOCK];
    double[] losses = new double[BLOCK];
    double sum = 0;
    for (int first = 0; first < inputs.length; first += BLOCK) {
      int count = Math.min(BLOCK, inputs.length - first);
      for (int row = 0; row < count; row++) {
        int input = inputs[first + row];
        labels[row] = answers[input];
        int from = input * p;
        int minus = labels[row] * p;
        int to = row * p;
        for (int c = 0; c < p; c++) {
          changed[to + c] = logits[from + c] - values[minus + c];
        }
      }
      loss.losses(changed, labels, IntStream.range(0, count).toArray(), losses);
      sum += Arrays.stream(losses, 0, count).sum();
    }
    return sum / inputs.length;
  }
}
