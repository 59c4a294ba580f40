package periscope.probes.ablation;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.OutputLoss;
import periscope.probes.ExampleSet;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.SumDirections;
import periscope.probes.fourier.SumWaves;

/**
 * The mean losses of a snapshot's logits L without each of several tables T, which have a value for
 * each answer and class.
 *
 * <p>Cross-entropy needs Σ_c exp(L[c] − T[s][c]) beside that of the right answer s. With M the mean
 * of L over the examples of each answer, exp(L − T) is exp(L − M) · exp(M − T): the first factor is
 * the same for all tables, the second for all examples of an answer. So every example needs its
 * exponentials once, and the sums are a matrix product. L − M is what logits have beside a function
 * of answer and class, and stays small however large L is. Where it does not, and for other losses,
 * each table is taken away by itself.
 */
final class LossesWithout {
  /**
   * Exponentials of arguments up to here have a relative error below 1e-9, those up to 128 below
   * 1e-12; their sums' logarithms are exact to that.
   */
  private static final double EXACT = 345;

  /** A factor up to here, times another one, is finite. */
  private static final double FINITE = 300;

  private static final double NEAR = 1e-3; // below, log(1 + x) loses digits

  private final int p;
  private final double[] logits; // [p²][p]
  private final double[] means; // [p answers][p classes]
  private final double[][] tables; // [tables][p answers][p classes]
  private final boolean separable;
  private final OutputLoss loss;
  private final double[] sums; // [tables]

  // Of the examples of one answer.
  private final double[] rows; // [p][p classes]
  private final double[] factors; // [tables][p classes]
  private final double[] others; // [p][tables]

  private LossesWithout(SnapshotAnalysis snapshot, List<double[]> tables) {
    p = snapshot.run().modulus();
    logits = snapshot.logits().values();
    means = snapshot.get(SumWaves.LOGITS).means();
    this.tables = tables.toArray(double[][]::new);
    separable = snapshot.run().loss().isOfSoftmax();
    loss = snapshot.run().loss().of(p);
    sums = new double[tables.size()];
    rows = new double[p * p];
    factors = new double[tables.size() * p];
    others = new double[p * tables.size()];
  }

  /**
   * The mean losses over some examples.
   *
   * @param tables each {@code [p answers][p classes]}
   * @return one for each table
   */
  static double[] of(SnapshotAnalysis snapshot, ExampleSet set, List<double[]> tables) {
    var losses = new LossesWithout(snapshot, tables);
    int[][] inputs = byAnswer(snapshot.run(), set);
    for (int answer = 0; answer < inputs.length; answer++) {
      if (inputs[answer].length > 0) {
        losses.add(answer, inputs[answer]);
      }
    }
    for (int table = 0; table < tables.size(); table++) {
      losses.sums[table] /= set.inputs().length;
    }
    return losses.sums;
  }

  /** The inputs of each answer, at most p. */
  private static int[][] byAnswer(RunContext run, ExampleSet set) {
    int[] answers = run.get(SumDirections.ANSWERS);
    var inputs = Stream.generate(ImmutableIntArray::builder).limit(run.modulus()).toList();
    for (int input : set.inputs()) {
      inputs.get(answers[input]).add(input);
    }
    return inputs.stream().map(of -> of.build().toArray()).toArray(int[][]::new);
  }

  private void add(int answer, int[] inputs) {
    if (separable && takeDifferences(answer, inputs) && takeFactors(answer)) {
      addProducts(answer, inputs.length);
      return;
    }
    int[] labels = new int[inputs.length];
    Arrays.fill(labels, answer);
    for (int table = 0; table < tables.length; table++) {
      sums[table] += sumWithout(tables[table], answer, inputs, labels);
    }
  }

  /** Sets the rows to L − M, less that of the answer; returns whether all are small enough. */
  private boolean takeDifferences(int answer, int[] inputs) {
    double largest = 0;
    for (int row = 0; row < inputs.length; row++) {
      int from = inputs[row] * p;
      double own = logits[from + answer] - means[answer * p + answer];
      for (int c = 0; c < p; c++) {
        double difference = logits[from + c] - means[answer * p + c] - own;
        rows[row * p + c] = difference;
        largest = Math.max(largest, Math.abs(difference));
      }
    }
    return largest <= EXACT; // not if one is NaN
  }

  /** Sets the factors to exp(M − T), over that of the answer; returns whether all are finite. */
  private boolean takeFactors(int answer) {
    double highest = 0;
    double lowest = 0;
    for (int table = 0; table < tables.length; table++) {
      double[] values = tables[table];
      int from = answer * p;
      double own = means[from + answer] - values[from + answer];
      for (int c = 0; c < p; c++) {
        double difference = means[from + c] - values[from + c] - own;
        factors[table * p + c] = difference;
        highest = Math.max(highest, difference);
        lowest = Math.min(lowest, difference);
      }
    }
    if (Math.max(highest, -lowest) <= EXACT) {
      Elementwise.expInPlace(factors, factors.length);
      return true;
    }
    for (int i = 0; i < factors.length; i++) {
      factors[i] = Math.exp(factors[i]);
    }
    return highest <= FINITE; // not if one is NaN
  }

  private void addProducts(int answer, int count) {
    Elementwise.expInPlace(rows, count * p);
    for (int row = 0; row < count; row++) {
      rows[row * p + answer] = 0; // the right answer is not among the others
    }
    Gemm.of(count, tables.length, p).transposedB().multiply(rows, factors, others);
    for (int i = 0; i < count * tables.length; i++) {
      double x = others[i];
      sums[i % tables.length] += x < NEAR ? Math.log1p(x) : Math.log(1 + x);
    }
  }

  private double sumWithout(double[] table, int answer, int[] inputs, int[] labels) {
    for (int row = 0; row < inputs.length; row++) {
      for (int c = 0; c < p; c++) {
        rows[row * p + c] = logits[inputs[row] * p + c] - table[answer * p + c];
      }
    }
    double[] losses = new double[inputs.length];
    loss.losses(rows, labels, IntStream.range(0, inputs.length).toArray(), losses);
    double sum = 0;
    for (double value : losses) {
      sum += value;
    }
    return sum;
  }
}
