package periscope.benchmarks;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Gemm;

/**
 * The arithmetic that a step of sparse parity cannot do without, on arrays of its shapes, with
 * nothing in between: the products of 1 250 sequences with the first matrix and its gradient, in
 * blocks of rows, and AdamW. What the one output costs is left out.
 */
@State(Scope.Thread)
public class ParityFloor {
  private static final int INPUTS = 31;
  private static final int NEURONS = 128;
  private static final int BLOCKS = 8;
  private static final int ROWS = 157;

  private final Gemm forward = Gemm.of(ROWS, NEURONS, INPUTS);
  private final Gemm backward = Gemm.of(INPUTS, NEURONS, ROWS).transposedA();
  private final AdamW adam = new AdamW(0.99, 0.98, 1e-8, 0.1);
  private final float[] numbers = ones(ROWS * INPUTS); // [rows][inputs]
  private final float[] weights = ones(INPUTS * NEURONS); // [inputs][neurons]
  private final float[] neurons = ones(ROWS * NEURONS); // [rows][neurons]
  private final float[] result = new float[ROWS * NEURONS];
  private final float[] slope = new float[INPUTS * NEURONS];
  private final float[] mean = ones(INPUTS * NEURONS);
  private final float[] meanSquare = ones(INPUTS * NEURONS);
  private long step;

  private static float[] ones(int n) {
    float[] values = new float[n];
    Arrays.fill(values, 1e-3f);
    return values;
  }

  /** The products of a step, in blocks of rows. */
  public float matrixProducts() {
    for (int i = 0; i < BLOCKS; i++) {
      forward.multiply(numbers, weights, result);
      backward.multiply(numbers, neurons, slope);
    }
    return slope[0];
  }

  /** AdamW over the matrix. */
  public float update() {
    step++;
    adam.update(weights, slope, mean, meanSquare, 0, weights.length, 3e-3, step);
    return weights[0];
  }
}
