package periscope.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.Shards;

/**
 * The matrix products that a step of nanda-mainline cannot do without, on arrays of its shapes, by
 * as many threads, with nothing in between: from neurons to logits and back for every example at
 * the last position, and the maps multiplied together, and taken apart again, once. All else, the
 * sums of rows with it, is what the step's time over this one's shows.
 */
@State(Scope.Thread)
public class NandaMainlineFloor {
  private static final int WIDTH = 128; // of the stream, and of all heads
  private static final int HEADS = 4;
  private static final int HEAD = 32;
  private static final int NEURONS = 512;
  private static final int OUTPUTS = 114;
  private static final int REACH = NEURONS + OUTPUTS;
  private static final int TOKENS = 227; // two operands of 113, and =
  private static final int LANES = 4;
  private static final int BLOCKS = 4;
  private static final int ROWS = 240; // 3830 / 16 examples

  private static final Gemm LOGITS = Gemm.of(ROWS, OUTPUTS, NEURONS);
  private static final Gemm MAP_SLOPE = Gemm.of(NEURONS, OUTPUTS, ROWS).transposedA();
  private static final Gemm POST_SLOPE = Gemm.of(ROWS, NEURONS, OUTPUTS).transposedB();
  private static final float[] MAP = ones(NEURONS * OUTPUTS);

  private final Lane[] lanes = new Lane[LANES];
  private final List<Product> forward = new ArrayList<>();
  private final List<Product> backward = new ArrayList<>();

  /** Makes the arrays. */
  public NandaMainlineFloor() {
    Arrays.setAll(lanes, i -> new Lane());
    for (int kind = 0; kind < 2; kind++) { // keys and values
      forward.add(new Product(Gemm.of(TOKENS, WIDTH, WIDTH)));
      backward.add(new Product(Gemm.of(WIDTH, WIDTH, TOKENS).transposedA()));
      backward.add(new Product(Gemm.of(TOKENS, WIDTH, WIDTH).transposedB()));
    }
    for (int head = 0; head < HEADS; head++) {
      forward.add(new Product(Gemm.of(HEAD, REACH, WIDTH))); // W_O and what follows
      forward.add(new Product(Gemm.of(TOKENS, REACH, HEAD))); // of tokens
      backward.add(new Product(Gemm.of(HEAD, REACH, TOKENS).transposedA()));
      backward.add(new Product(Gemm.of(TOKENS, HEAD, REACH).transposedB()));
      backward.add(new Product(Gemm.of(HEAD, WIDTH, REACH).transposedB())); // W_O
    }
    forward.add(new Product(Gemm.of(NEURONS, OUTPUTS, WIDTH))); // W_out and W_U
    backward.add(new Product(Gemm.of(NEURONS, WIDTH, OUTPUTS).transposedB()));
    backward.add(new Product(Gemm.of(WIDTH, OUTPUTS, NEURONS).transposedA()));
    backward.add(new Product(Gemm.of(WIDTH, REACH, WIDTH).transposedA())); // W_in and W_U
  }

  private static float[] ones(int n) {
    float[] values = new float[n];
    Arrays.fill(values, 1e-3f);
    return values;
  }

  /** All products of a step. */
  public double matrixProducts(Shards shards) {
    shards.run(forward.size(), i -> forward.get(i).run());
    shards.run(LANES, i -> lanes[i].run());
    shards.run(backward.size(), i -> backward.get(i).run());
    return lanes[0].mapSum[0];
  }

  private static final class Product {
    private final Gemm shape;
    private final float[] a;
    private final float[] b;
    private final float[] c;

    Product(Gemm shape) {
      this.shape = shape;
      a = ones(shape.m() * shape.k());
      b = ones(shape.k() * shape.n());
      c = new float[shape.m() * shape.n()];
    }

    void run() {
      shape.multiply(a, b, c);
    }
  }

  private static final class Lane {
    private final float[] post = ones(ROWS * NEURONS);
    private final float[] outputs = ones(ROWS * OUTPUTS);
    private final float[] slope = ones(ROWS * NEURONS);
    private final float[] mapSum = new float[NEURONS * OUTPUTS];

    void run() {
      for (int block = 0; block < BLOCKS; block++) {
        LOGITS.multiply(post, MAP, outputs);
        MAP_SLOPE.multiply(post, 0, outputs, 0, block == 0 ? 0f : 1f, mapSum, 0);
        POST_SLOPE.multiply(outputs, MAP, slope);
      }
    }
  }
}
