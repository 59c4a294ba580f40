package periscope.models.net;

import java.util.stream.Stream;
import periscope.models.kernel.HeadRows;
import periscope.models.kernel.HeadScores;

/**
 * Where a layer's queries, keys, values and residual stream come from, in float32, for one lane;
 * and where their gradients go.
 */
interface LayerInput {

  /** Takes weights, once a step. */
  void prepare(Parameters weights);

  /**
   * Makes queries, keys and values of a block of examples.
   *
   * @param first the block's first example, counted in the lane
   */
  void forward(int first, int examples);

  /** What compares queries and keys. */
  HeadScores scores();

  /** Values, and where their gradients go. */
  HeadRows values();

  /** The row of each example's each position. */
  int[] index();

  /** Where in the index the block begins. */
  int indexFrom(int first);

  /** Copies the residual stream of the queries' positions, {@code [examples][queries][dModel]}. */
  void residual(int first, int examples, float[] out);

  /**
   * Takes the gradient of the residual stream, after those of queries, keys and values.
   *
   * @param beta 0 for the first block of a step, then 1
   * @param residual {@code [examples][queries][dModel]}
   */
  void backward(int first, int examples, float beta, float[] residual);

  /** What this lane adds to gradients. */
  Stream<LaneSum> sums();
}
