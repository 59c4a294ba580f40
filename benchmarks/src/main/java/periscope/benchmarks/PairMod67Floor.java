package periscope.benchmarks;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;

/**
 * The arithmetic that a step of pair-mod67 cannot do without, on arrays of its shapes, with nothing
 * in between: the step's time over this one's is what everything else costs.
 */
@State(Scope.Thread)
public class PairMod67Floor {
  private static final int P = 67;
  private static final int WIDTH = 500;
  private static final int NEURONS = 24;
  private static final int BLOCKS = 4;
  private static final int ROWS = 228;
  private static final int BATCH = 911;

  private final Gemm input = Gemm.of(P, NEURONS, WIDTH);
  private final Gemm halfOutput = Gemm.of(NEURONS / 2, P, WIDTH).transposedB();
  private final Gemm logits = Gemm.of(ROWS, P, NEURONS);
  private final Gemm postSlope = Gemm.of(ROWS, NEURONS, P); // the output transposed
  private final Gemm outputSlope = Gemm.of(NEURONS, P, ROWS).transposedA();
  private final Gemm embeddingFromInput = Gemm.of(P, WIDTH, NEURONS).transposedB();
  private final Gemm embeddingFromOutput = Gemm.of(P, WIDTH, NEURONS).transposedA();
  private final Gemm hiddenSlope = Gemm.of(WIDTH, NEURONS, P).transposedA();
  private final Gemm outSlope = Gemm.of(NEURONS, WIDTH, P);

  private final float[] embedding = ones(P * WIDTH); // [p][width]
  private final float[] hidden = ones(WIDTH * NEURONS); // [width][neurons]
  private final float[] out = ones(NEURONS * WIDTH); // [neurons][width]
  private final float[] table = ones(P * NEURONS); // [p][neurons], and transposed
  private final float[] tableResult = new float[P * NEURONS];
  private final float[] post = ones(ROWS * NEURONS); // [rows][neurons]
  private final float[] postResult = new float[ROWS * NEURONS];
  private final float[] rowLogits = ones(ROWS * P); // [rows][p]
  private final float[] rowLogitsResult = new float[ROWS * P];
  private final float[] embeddingResult = new float[P * WIDTH];
  private final float[] factorResult = new float[WIDTH * NEURONS];
  private final float[] allLogits = ones(BATCH * P); // [batch][p]
  private final double[] exponentials = new double[BATCH * P];

  private final AdamW adam = new AdamW(0.9, 0.98, 6.7e-7, 1.0);
  private final float[] weights = ones(P * WIDTH + 2 * WIDTH * NEURONS);
  private final float[] gradient = ones(weights.length);
  private final float[] mean = ones(weights.length);
  private final float[] meanSquare = ones(weights.length);
  private long step;

  private static float[] ones(int n) {
    float[] values = new float[n];
    Arrays.fill(values, 1e-3f);
    return values;
  }

  /** The nineteen products of a step, in blocks of rows. */
  public float matrixProducts() {
    input.multiply(embedding, hidden, tableResult);
    halfOutput.multiply(out, embedding, tableResult);
    halfOutput.multiply(out, out.length / 2, embedding, 0, 0f, tableResult, tableResult.length / 2);
    for (int i = 0; i < BLOCKS; i++) {
      logits.multiply(post, table, rowLogitsResult);
      outputSlope.multiply(post, rowLogits, tableResult);
      postSlope.multiply(rowLogits, table, postResult);
    }
    embeddingFromInput.multiply(table, hidden, embeddingResult);
    embeddingFromOutput.multiply(table, 0, out, 0, 1f, embeddingResult, 0);
    hiddenSlope.multiply(embedding, table, factorResult);
    outSlope.multiply(table, embedding, factorResult);
    return factorResult[0];
  }

  /** One exponential a logit. */
  public double exponentials() {
    Elementwise.exp(allLogits, exponentials, exponentials.length);
    return exponentials[0];
  }

  /** AdamW over all weights. */
  public float update() {
    step++;
    adam.update(weights, gradient, mean, meanSquare, 0, weights.length, 1e-3, step);
    return weights[0];
  }
}
