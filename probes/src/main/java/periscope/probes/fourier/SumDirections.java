package periscope.probes.fourier;

import java.util.Locale;
import java.util.Optional;
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.ModelSpec;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.TaskSpec;
import periscope.probes.Intermediate;
import periscope.probes.PairSums;
import periscope.probes.RunContext;

/**
 * The directions of p² values, one for each ordered pair (a, b), that depend on the answer only:
 * for frequency k the unit vectors ∝ cos(2πks/p) and sin(2πks/p), where s is the answer a + b of
 * addition or a − b of subtraction (Nanda et al. 2023). Of each answer there are p pairs.
 */
public final class SumDirections {
  /** What measures in these directions say about them. */
  public static final String CONVENTION =
      "directions cos(2 pi k s/p), sin(2 pi k s/p) over all p^2 ordered pairs, where s is the answer";

  /** What measures of cosine cubes say about them. */
  public static final String CUBES =
      "C_k = cos(2 pi k (s - c)/p) of unit norm over all p^2 ordered pairs and classes c, where s is the answer";

  /** The answer to every ordered pair in lexicographic order, {@code [p²]}; not to be changed. */
  public static final Intermediate<RunContext, int[]> ANSWERS =
      Intermediate.of(SumDirections::answers);

  private SumDirections() {}

  /** Why a run's logits have no such directions; empty if they have. */
  public static Optional<String> absence(RunContext run) {
    return run.forwardAbsence()
        .or(run::residuesAbsence)
        .or(() -> absence(run.taskSpec()))
        .or(() -> outputsAbsence(run.modelSpec()));
  }

  private static Optional<String> absence(TaskSpec task) {
    if (!(task instanceof ModularArithmetic arithmetic)) {
      return Optional.of("the task is not modular arithmetic");
    }
    Operation operation = arithmetic.operation();
    return operation == Operation.ADD || operation == Operation.SUBTRACT
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the answer is %s, neither a sum nor a difference, so it has no sum directions",
                operation.formula()));
  }

  /** Why a model has no output for each answer; empty if it has. */
  static Optional<String> outputsAbsence(ModelSpec model) {
    return model instanceof DenseMlpSpec mlp && mlp.outputs() == DenseMlpSpec.Outputs.SINGLE
        ? Optional.of("the network has one output, not one for each answer")
        : Optional.empty();
  }

  private static int[] answers(RunContext run) {
    var task = (ModularArithmetic) run.taskSpec();
    int p = task.modulus();
    int[] answers = new int[p * p];
    for (int pair = 0; pair < answers.length; pair++) {
      answers[pair] = task.operation().apply(pair / p, pair % p, p);
    }
    return answers;
  }

  /** The mean over the pairs of each answer, {@code [p][count]}. */
  static double[] means(RunContext run, PairSums sums) {
    var task = (ModularArithmetic) run.taskSpec();
    boolean added = task.operation() == Operation.ADD;
    double[] means = (added ? sums.bySum() : sums.byDifference()).clone();
    for (int i = 0; i < means.length; i++) {
      means[i] /= task.modulus();
    }
    return means;
  }

  /**
   * The mean over the pairs of each answer: all that sum directions see.
   *
   * @param values {@code [p²][width]}
   * @return {@code [p][width]}
   */
  static double[] means(RunContext run, double[] values, int width) {
    int[] answers = run.get(ANSWERS);
    int p = run.modulus();
    double[] means = new double[p * width];
    for (int pair = 0; pair < answers.length; pair++) {
      int to = answers[pair] * width;
      int from = pair * width;
      for (int i = 0; i < width; i++) {
        means[to + i] += values[from + i];
      }
    }
    for (int i = 0; i < means.length; i++) {
      means[i] /= p;
    }
    return means;
  }
}
