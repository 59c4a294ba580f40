package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import periscope.models.kernel.Shards;
import periscope.models.task.Task;

/**
 * The gradient of a {@link DenseMlp} in two rounds of tasks that depend on shapes only, never on
 * threads: run the lanes, each a fixed part of the batch; add up the lanes' gradients in order.
 */
final class DenseMlpGradient implements LossGradient {
  private static final int LANE_ROWS = 128;
  private static final int MAX_LANES = 8; // each has gradients of its own, all to be added up
  private static final int REDUCED_TOGETHER = 1 << 14;

  private final List<ParameterSpec> specs;
  private final Batch batch;
  private final Shards shards;
  private final DenseMlpLane[] lanes;
  private final GradientPart[] totals;
  private final IntConsumer runLane = this::runLane;
  private final IntConsumer total = this::total;

  private Parameters weights;
  private Parameters gradient;

  DenseMlpGradient(
      DenseMlpSpec spec,
      List<ParameterSpec> specs,
      int outputs,
      Batch batch,
      Loss loss,
      Shards shards) {
    this.specs = specs;
    this.batch = batch;
    this.shards = shards;
    lanes = new DenseMlpLane[batch.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new DenseMlpLane(spec, specs, outputs, batch, loss, i);
    }
    totals = totals(lanes);
    weights = Parameters.zeros(List.of());
    gradient = weights;
  }

  /** A batch of this size, cut for such a network. */
  static Batch batch(Task examples, int capacity) {
    return new Batch(examples, capacity, LANE_ROWS, MAX_LANES);
  }

  private static GradientPart[] totals(DenseMlpLane[] lanes) {
    List<GradientPart> parts = new ArrayList<>();
    for (int i = 0; i < lanes[0].sums().length; i++) {
      LaneSum[] sums = new LaneSum[lanes.length];
      for (int lane = 0; lane < lanes.length; lane++) {
        sums[lane] = lanes[lane].sums()[i];
      }
      int size = sums[0].size();
      for (int from = 0; from < size; from += REDUCED_TOGETHER) {
        int start = from;
        int end = Math.min(size, from + REDUCED_TOGETHER);
        parts.add((weights, gradient) -> sums[0].total(sums, gradient, start, end));
      }
    }
    return parts.toArray(GradientPart[]::new);
  }

  @Override
  public void select(int[] rows, int from, int count) {
    batch.select(rows, from, count);
    for (DenseMlpLane lane : lanes) {
      lane.gather();
    }
  }

  @Override
  public double compute(Parameters weights, Parameters gradient) {
    requireMatching(weights);
    requireMatching(gradient);
    this.weights = weights;
    this.gradient = gradient;
    shards.run(lanes.length, runLane);
    shards.run(totals.length, total);
    double loss = 0;
    for (DenseMlpLane lane : lanes) {
      loss += lane.sumOfLosses();
    }
    return loss / batch.count();
  }

  private void runLane(int lane) {
    lanes[lane].run(weights);
  }

  private void total(int part) {
    totals[part].run(weights, gradient);
  }

  private void requireMatching(Parameters arrays) {
    if (!arrays.specs().equals(specs)) { // one comparison of references if they are one list
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found arrays for %s, expected %s", arrays.specs(), specs));
    }
  }
}
