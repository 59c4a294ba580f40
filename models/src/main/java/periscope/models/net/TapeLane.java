package periscope.models.net;

import java.util.List;
import periscope.models.internal.autodiff.SumOfLosses;
import periscope.models.internal.autodiff.Tape;
import periscope.models.internal.autodiff.Variable;
import periscope.models.kernel.OutputLoss;

/**
 * A fixed part of a batch in float64, run through a tape in blocks of examples that stay in cache.
 */
final class TapeLane {
  private final Batch batch;
  private final int number;
  private final TapeNetwork network;
  private final LaneBlock block;
  private final List<Variable> parameters;
  private final SumOfLosses loss;
  private final int[] labels; // [examples]
  private final int[] blockLabels;
  private int examples;
  private double sumOfLosses;

  /**
   * A lane that has yet to {@link #gather}.
   *
   * @param network with the tape of {@code outputs}
   */
  TapeLane(
      Batch batch,
      int number,
      TapeNetwork network,
      LaneBlock block,
      Variable outputs,
      OutputLoss judge) {
    this.batch = batch;
    this.number = number;
    this.network = network;
    this.block = block;
    parameters = network.parameters();
    labels = new int[batch.laneCapacity()];
    blockLabels = new int[network.capacity()];
    loss = network.tape().loss(outputs, judge, blockLabels);
  }

  /** Takes its part of the batch. */
  void gather() {
    examples = block.gather(batch, number, labels);
  }

  /** Runs it on what it took. */
  void run(WideParameters weights) {
    Tape tape = network.tape();
    for (int i = 0; i < parameters.size(); i++) {
      parameters.get(i).bind(weights.get(i));
    }
    tape.clearParameters();
    network.draw().set(batch.seed(), batch.step(), batch.start(number));
    sumOfLosses = 0;
    for (int first = 0; first < examples; first += network.capacity()) {
      int count = Math.min(network.capacity(), examples - first);
      block.show(first, count);
      System.arraycopy(labels, first, blockLabels, 0, count);
      network.beginAt(first);
      tape.forward(count);
      sumOfLosses += loss.value();
      tape.backward(count);
    }
  }

  /** The sum of its examples' losses. */
  double sumOfLosses() {
    return sumOfLosses;
  }

  /** The slopes of that sum by a parameter's values. */
  double[] slopes(int parameter) {
    return parameters.get(parameter).slopes();
  }
}
