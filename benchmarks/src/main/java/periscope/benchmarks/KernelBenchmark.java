package periscope.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.CrossEntropy;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;

/** Each kernel at the shapes of one block of pair-mod67: 228 pairs, p = 67, 24 neurons. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
  private static final int P = 67;
  private static final int NEURONS = 24;
  private static final int ROWS = 228;
  private static final int WEIGHTS = 57_500;
  private static final UniformRandomProvider RANDOM = RandomSource.XO_SHI_RO_256_PP.create(1);

  private final int[] tokens = tokens(2 * ROWS); // [rows][2]
  private final int[] rows = rowNumbers();
  private final float[] table = values(P * NEURONS, 1); // [p][neurons]
  private final double[] tableSlope = new double[P * NEURONS];
  private final float[] pre = values(ROWS * NEURONS, 1); // [rows][neurons]
  private final float[] post = values(ROWS * NEURONS, 1); // [rows][neurons]
  private final float[] originalLogits = values(ROWS * P, 20); // [rows][p]
  private final float[] logits = originalLogits.clone();
  private final double[] wideLogits = new double[ROWS * P];
  private final double[] losses = new double[ROWS];
  private final double[] exponentials = new double[ROWS * P];
  private final CrossEntropy crossEntropy = new CrossEntropy(P);
  private final Gemm product = Gemm.of(ROWS, P, NEURONS);

  private final float[] weights = values(WEIGHTS, 1);
  private final float[] gradient = values(WEIGHTS, 1e-3f);
  private final float[] mean = new float[WEIGHTS];
  private final float[] meanSquare = new float[WEIGHTS];
  private final AdamW adam = new AdamW(0.9, 0.98, 6.7e-7, 1.0);
  private long step;

  private static float[] values(int n, float size) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = size * (2 * RANDOM.nextFloat() - 1);
    }
    return values;
  }

  private static int[] tokens(int n) {
    int[] tokens = new int[n];
    Arrays.setAll(tokens, i -> RANDOM.nextInt(P));
    return tokens;
  }

  private static int[] rowNumbers() {
    int[] rows = new int[ROWS];
    Arrays.setAll(rows, i -> i);
    return rows;
  }

  /** 228 × 67 × 24 in OpenBLAS, 0.73 Mflop. */
  @Benchmark
  public float[] matrixProduct() {
    product.multiply(post, table, logits);
    return logits;
  }

  /** 15 276 exponentials in float64. */
  @Benchmark
  public double[] exponentials() {
    Elementwise.exp(originalLogits, exponentials, ROWS * P);
    return exponentials;
  }

  /** Cross-entropy and gradient of 228 rows, with a copy of the logits that it overwrites. */
  @Benchmark
  public double crossEntropyGradient() {
    System.arraycopy(originalLogits, 0, logits, 0, logits.length);
    return crossEntropy.gradientInPlace(logits, ROWS, tokens, 0, 1.0 / ROWS);
  }

  /** Float64 losses of 228 rows. */
  @Benchmark
  public double[] losses() {
    crossEntropy.losses(wideLogits, tokens, rows, losses);
    return losses;
  }

  /** Two table rows added for each pair. */
  @Benchmark
  public float[] gatherAdd() {
    Elementwise.gatherAdd(table, table, tokens, 0, ROWS, NEURONS, pre, post);
    return pre;
  }

  /** One row added to the table for each pair. */
  @Benchmark
  public double[] scatterAdd() {
    Elementwise.scatterAdd(pre, tokens, 0, 0, ROWS, NEURONS, tableSlope);
    return tableSlope;
  }

  /** ReLU of 5 472 values. */
  @Benchmark
  public float[] relu() {
    Elementwise.relu(pre, post, ROWS * NEURONS);
    return post;
  }

  /** GELU of 5 472 values. */
  @Benchmark
  public float[] gelu() {
    Elementwise.gelu(pre, post, ROWS * NEURONS);
    return post;
  }

  /** AdamW over 57 500 weights: below 1 ns a weight if its root and division are vectorised. */
  @Benchmark
  public float[] adamW() {
    step++;
    adam.update(weights, gradient, mean, meanSquare, 0, WEIGHTS, 1e-3, step);
    return weights;
  }

  /** Σw² of 57 500 weights in float64. */
  @Benchmark
  public double sumOfSquares() {
    return Elementwise.sumOfSquares(weights, 0, WEIGHTS);
  }
}
