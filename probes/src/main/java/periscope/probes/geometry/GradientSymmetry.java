package periscope.probes.geometry;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import periscope.models.net.LogitSlopes;
import periscope.models.net.Tensor;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.PublishedOrders;
import periscope.models.task.Task;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/**
 * Whether a network treats its operands alike (Zhong et al. 2023, arXiv:2306.17844): the mean, over
 * triples (a, b, c), of the cosine of ∂logit_c/∂E_a and ∂logit_c/∂E_b on the input (a, b).
 *
 * <p>A triple in which one of the two is 0 does not count; without any that does, the mean is NaN.
 */
final class GradientSymmetry {
  private static final int TRIPLES = 100;
  private static final long SEED = 42;

  /** The largest modulus whose triples are all put in the published order: 8 million. */
  private static final int ALL_TRIPLES = 200;

  private static final Intermediate<RunContext, GradientSymmetry> OF =
      Intermediate.of(
          run -> {
            var task = (ModularArithmetic) run.taskSpec();
            return new GradientSymmetry(task, triples(task.modulus()));
          });

  private final Task examples;
  private final int[] classes;
  private final int second; // position of operand b

  private GradientSymmetry(ModularArithmetic task, int[] triples) {
    int p = task.modulus();
    examples = task.plane().select(Arrays.stream(triples).map(triple -> triple / p).toArray());
    classes = Arrays.stream(triples).map(triple -> triple % p).toArray();
    second = task.operatorToken() ? 2 : 1;
  }

  /** The mean cosine of a snapshot of modular arithmetic, by a model that embeds tokens. */
  static double of(SnapshotAnalysis snapshot) {
    return snapshot.run().get(OF).meanCosine(snapshot);
  }

  /** Triples as (a·p + b)·p + c. */
  static int[] triples(int p) {
    int all = Math.powExact(p, 3);
    return p <= ALL_TRIPLES
        ? Arrays.copyOf(PublishedOrders.python(SEED, all), Math.min(TRIPLES, all))
        : new SplittableRandom(SEED).ints(0, all).distinct().limit(TRIPLES).toArray();
  }

  private double meanCosine(SnapshotAnalysis snapshot) {
    Tensor slopes =
        LogitSlopes.of(
            snapshot.run().forwardModel().orElseThrow(), snapshot.weights(), examples, classes);
    double[] cosines =
        IntStream.range(0, classes.length)
            .mapToDouble(i -> cosine(slopes, i))
            .filter(cosine -> cosine != NONE)
            .toArray();
    return Arrays.stream(cosines).sum() / cosines.length;
  }

  /** What no cosine is. */
  private static final double NONE = 2;

  private double cosine(Tensor slopes, int example) {
    int width = slopes.dim(2);
    int a = example * slopes.dim(1) * width;
    int b = a + second * width;
    double[] x = slopes.values();
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < width; i++) {
      product += x[a + i] * x[b + i];
      squaresA += x[a + i] * x[a + i];
      squaresB += x[b + i] * x[b + i];
    }
    double norms = Math.sqrt(squaresA) * Math.sqrt(squaresB);
    return norms == 0 ? NONE : product / norms;
  }
}
