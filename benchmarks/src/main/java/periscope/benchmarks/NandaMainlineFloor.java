package periscope.benchmarks;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.Shards;

/**
 * The matrix products that a step of nanda-mainline cannot do without, on arrays of its shapes, by
 * as many threads, with nothing in between: those of the neurons and of the unembedding at the last
 * position. All else, W_O with it, is what the step's time over this one's shows.
 */
@State(Scope.Thread)
public class NandaMainlineFloor {
  private static final int WIDTH = 128;
  private static final int NEURONS = 512;
  private static final int OUTPUTS = 114;
  private static final int LANES = 8;
  private static final int BLOCKS = 2;
  private static final int ROWS = 240; // 3830 / 16 examples

  private static final Gemm IN = Gemm.of(ROWS, NEURONS, WIDTH);
  private static final Gemm OUT = Gemm.of(ROWS, WIDTH, NEURONS);
  private static final Gemm LOGITS = Gemm.of(ROWS, OUTPUTS, WIDTH);
  private static final Gemm UNEMBEDDING_SLOPE = Gemm.of(WIDTH, OUTPUTS, ROWS).transposedA();
  private static final Gemm AFTER_SLOPE = Gemm.of(ROWS, WIDTH, OUTPUTS).transposedB();
  private static final Gemm OUT_SLOPE = Gemm.of(NEURONS, WIDTH, ROWS).transposedA();
  private static final Gemm POST_SLOPE = Gemm.of(ROWS, NEURONS, WIDTH).transposedB();
  private static final Gemm IN_SLOPE = Gemm.of(WIDTH, NEURONS, ROWS).transposedA();
  private static final Gemm MID_SLOPE = Gemm.of(ROWS, WIDTH, NEURONS).transposedB();

  private static final float[] IN_WEIGHTS = ones(WIDTH * NEURONS);
  private static final float[] OUT_WEIGHTS = ones(WIDTH * NEURONS);
  private static final float[] UNEMBEDDING = ones(WIDTH * OUTPUTS);

  private final Lane[] lanes = new Lane[LANES];

  /** Makes the arrays. */
  public NandaMainlineFloor() {
    Arrays.setAll(lanes, i -> new Lane());
  }

  private static float[] ones(int n) {
    float[] values = new float[n];
    Arrays.fill(values, 1e-3f);
    return values;
  }

  /** All products of a step. */
  public double matrixProducts(Shards shards) {
    shards.run(LANES, i -> lanes[i].run());
    return lanes[0].inSum[0];
  }

  private static final class Lane {
    private final float[] mid = ones(ROWS * WIDTH);
    private final float[] post = ones(ROWS * NEURONS);
    private final float[] after = ones(ROWS * WIDTH);
    private final float[] outputs = ones(ROWS * OUTPUTS);
    private final float[] slope = ones(ROWS * WIDTH);
    private final float[] neuronSlope = ones(ROWS * NEURONS);
    private final float[] inSum = new float[WIDTH * NEURONS];
    private final float[] outSum = new float[WIDTH * NEURONS];
    private final float[] unembeddingSum = new float[WIDTH * OUTPUTS];

    void run() {
      for (int block = 0; block < BLOCKS; block++) {
        float beta = block == 0 ? 0f : 1f;
        IN.multiply(mid, IN_WEIGHTS, post);
        OUT.multiply(post, OUT_WEIGHTS, after);
        LOGITS.multiply(after, UNEMBEDDING, outputs);
        UNEMBEDDING_SLOPE.multiply(after, 0, outputs, 0, beta, unembeddingSum, 0);
        AFTER_SLOPE.multiply(outputs, UNEMBEDDING, slope);
        OUT_SLOPE.multiply(post, 0, slope, 0, beta, outSum, 0);
        POST_SLOPE.multiply(slope, OUT_WEIGHTS, neuronSlope);
        IN_SLOPE.multiply(mid, 0, neuronSlope, 0, beta, inSum, 0);
        MID_SLOPE.multiply(neuronSlope, IN_WEIGHTS, slope);
      }
    }
  }
}
