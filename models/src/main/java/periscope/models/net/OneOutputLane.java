package periscope.models.net;

import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.RowProduct;

/** A lane of a {@link OneOutputGradient}. */
final class OneOutputLane extends Lane {
  private static final int BLOCK_ROWS = 256;

  private final int inputs;
  private final int neurons;
  private final float[] numbers; // [examples][inputs]
  private final float[] columns; // block by block [inputs][block]: the same, transposed
  private final float[] hidden; // [block][neurons]: activations, then their signs
  private final float[] outputs; // [block]; then their gradient
  private final float[] weighted; // as columns: times the outputs' gradient
  private final LaneSum.Single sum; // [inputs][neurons]
  private final LaneSum[] sums;
  private final RowProduct toHidden;
  private final RowProduct toOutput;
  private final RowProduct toSum;

  /**
   * A lane of a batch.
   *
   * @param total where the sum over lanes goes, {@code [inputs][neurons]}
   */
  OneOutputLane(int inputs, int neurons, float[] total, Batch batch, Loss loss, int lane) {
    super(batch, lane, BLOCK_ROWS, loss.of(1));
    this.inputs = inputs;
    this.neurons = neurons;
    numbers = new float[Math.multiplyExact(batch.laneCapacity(), inputs)];
    columns = new float[numbers.length];
    hidden = new float[Math.multiplyExact(blockExamples(), neurons)];
    outputs = new float[blockExamples()];
    weighted = new float[numbers.length];
    sum = new LaneSum.Single(new float[total.length], gradient -> total);
    sums = new LaneSum[] {sum};
    toHidden = new RowProduct(rows -> Gemm.of(rows, neurons, inputs));
    toOutput = new RowProduct(rows -> Gemm.of(rows, 1, neurons));
    toSum = new RowProduct(rows -> Gemm.of(inputs, neurons, rows));
    gather();
  }

  @Override
  LaneSum[] sums() {
    return sums;
  }

  @Override
  int take(Batch batch, int number, int[] labels) {
    return batch.gather(number, numbers, labels);
  }

  @Override
  void arrange(int first, int rows) {
    Elementwise.transpose(numbers, first * inputs, rows, inputs, columns);
  }

  @Override
  float[] forward(Parameters weights, int first, int rows) {
    toHidden.of(rows).multiply(numbers, first * inputs, weights.get(0), 0, 0f, hidden, 0);
    Elementwise.relu(hidden, hidden, rows * neurons);
    toOutput.of(rows).multiply(hidden, weights.get(1), outputs);
    return outputs;
  }

  @Override
  void backward(Parameters weights, int first, int rows, float beta) {
    Elementwise.sign(hidden, rows * neurons);
    int from = first * inputs;
    int to = from + rows * inputs;
    for (int column = from; column < to; column += rows) {
      System.arraycopy(outputs, 0, weighted, column, rows);
    }
    Elementwise.multiplyInPlace(weighted, columns, from, to);
    toSum.of(rows).multiply(weighted, from, hidden, 0, beta, sum.values(), 0);
  }
}
