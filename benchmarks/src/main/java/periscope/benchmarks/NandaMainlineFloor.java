package periscope.benchmarks;

import java.util.Arrays;
import java.util.function.IntConsumer;
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

  private final Gemm in = Gemm.of(ROWS, NEURONS, WIDTH);
  private final Gemm out = Gemm.of(ROWS, WIDTH, NEURONS);
  private final Gemm logits = Gemm.of(ROWS, OUTPUTS, WIDTH);
  private final Gemm unembeddingSlope = Gemm.of(WIDTH, OUTPUTS, ROWS).transposedA();
  private final Gemm afterSlope = Gemm.of(ROWS, WIDTH, OUTPUTS).transposedB();
  private final Gemm outSlope = Gemm.of(NEURONS, WIDTH, ROWS).transposedA();
  private final Gemm postSlope = Gemm.of(ROWS, NEURONS, WIDTH).transposedB();
  private final Gemm inSlope = Gemm.of(WIDTH, NEURONS, ROWS).transposedA();
  private final Gemm midSlope = Gemm.of(ROWS, WIDTH, NEURONS).transposedB();

  private final float[] inWeights = ones(WIDTH * NEURONS);
  private final float[] outWeights = ones(WIDTH * NEURONS);
  private final float[] unembedding = ones(WIDTH * OUTPUTS);
  private final Lane[] lanes = new Lane[LANES];
  private final IntConsumer lane = i -> lanes[i].run();

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
    shards.run(LANES, lane);
    return lanes[0].inSum[0];
  }

  private final class Lane {
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
        in.multiply(mid, inWeights, post);
        out.multiply(post, outWeights, after);
        logits.multiply(after, unembedding, outputs);
        unembeddingSlope.multiply(after, 0, outputs, 0, beta, unembeddingSum, 0);
        afterSlope.multiply(outputs, unembedding, slope);
        outSlope.multiply(post, 0, slope, 0, beta, outSum, 0);
        postSlope.multiply(slope, outWeights, neuronSlope);
        inSlope.multiply(mid, 0, neuronSlope, 0, beta, inSum, 0);
        midSlope.multiply(neuronSlope, inWeights, slope);
      }
    }
  }
}
