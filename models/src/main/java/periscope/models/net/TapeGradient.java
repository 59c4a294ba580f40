package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import periscope.models.internal.autodiff.Variable;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.OutputLoss;
import periscope.models.kernel.Shards;

/**
 * The gradient of any architecture in float64, by differentiating the tape that it writes. The
 * batch is cut in the same lanes as in float32, each with a tape of its own, and their gradients
 * are added up in order: the same bits for any number of threads.
 */
final class TapeGradient implements LossGradient<WideParameters> {
  private final List<ParameterSpec> specs;
  private final Batch batch;
  private final Shards shards;
  private final TapeLane[] lanes;
  private final IntConsumer run = this::run;
  private final IntConsumer total = this::total;

  // What the present step is about, read by the threads.
  private WideParameters weights;
  private WideParameters gradient;

  private TapeGradient(
      List<ParameterSpec> specs, Batch batch, Shards shards, List<TapeLane> lanes) {
    this.specs = specs;
    this.batch = batch;
    this.shards = shards;
    this.lanes = lanes.toArray(TapeLane[]::new);
    weights = WideParameters.of(Parameters.zeros(List.of()));
    gradient = weights;
    for (TapeLane lane : lanes) {
      lane.gather();
    }
  }

  /** What an architecture puts on a tape. */
  record Written(LaneBlock block, Variable outputs) {}

  /**
   * A gradient.
   *
   * @param blockExamples the most examples that go through a tape at once
   * @param architecture writes the network, once for each lane
   * @param judge of outputs, given their number
   */
  static TapeGradient of(
      List<ParameterSpec> specs,
      Batch batch,
      Shards shards,
      int blockExamples,
      Function<TapeNetwork, Written> architecture,
      IntFunction<OutputLoss> judge) {
    List<TapeLane> lanes = new ArrayList<>();
    for (int i = 0; i < batch.lanes(); i++) {
      int capacity = Math.min(blockExamples, batch.laneCapacity());
      TapeNetwork network = new TapeNetwork(specs, capacity);
      Written written = architecture.apply(network);
      OutputLoss loss = judge.apply(written.outputs.width());
      lanes.add(new TapeLane(batch, i, network, written.block, written.outputs, loss));
    }
    return new TapeGradient(specs, batch, shards, lanes);
  }

  @Override
  public void select(int[] rows, int from, int count) {
    batch.select(rows, from, count);
    for (TapeLane lane : lanes) {
      lane.gather();
    }
  }

  @Override
  public void draw(long seed, long step) {
    batch.draw(seed, step);
  }

  @Override
  public double compute(WideParameters weights, WideParameters gradient) {
    requireMatching(weights);
    requireMatching(gradient);
    this.weights = weights;
    this.gradient = gradient;
    shards.run(lanes.length, run);
    shards.run(specs.size(), total);
    double loss = 0;
    for (TapeLane lane : lanes) {
      loss += lane.sumOfLosses();
    }
    return loss / batch.count();
  }

  private void run(int lane) {
    lanes[lane].run(weights);
  }

  private void total(int parameter) {
    if (!specs.get(parameter).trained()) {
      return;
    }
    double[] sum = gradient.get(parameter);
    System.arraycopy(lanes[0].slopes(parameter), 0, sum, 0, sum.length);
    for (int i = 1; i < lanes.length; i++) {
      Elementwise.addInPlace(sum, lanes[i].slopes(parameter), 0, sum.length);
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= batch.count();
    }
  }

  private void requireMatching(WideParameters arrays) {
    if (!arrays.specs().equals(specs)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found arrays for %s, expected %s", arrays.specs(), specs));
    }
  }
}
