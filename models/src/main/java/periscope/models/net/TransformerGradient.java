package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import periscope.models.kernel.Shards;
import periscope.models.task.Task;

/**
 * The gradient of a {@link Transformer} in rounds of tasks that depend on shapes only, never on
 * threads: make the table of tokens and arrange the heads' matrices; run the lanes, each a fixed
 * part of the batch; add up the lanes' gradients in order; take those of scores to queries and
 * keys, if these are shared; those of the arranged matrices and of the table to their parameters;
 * and those of the table's rows to the embeddings.
 */
final class TransformerGradient implements LossGradient {
  private static final int LANE_ROWS = 128; // positions of examples
  private static final int MAX_LANES = 8; // each has gradients of its own, all to be added up
  private static final int REDUCED_TOGETHER = 1 << 14;

  private final List<ParameterSpec> specs;
  private final Batch batch;
  private final Shards shards;
  private final TransformerLane[] lanes;
  private final Round[] rounds;

  private Parameters weights;
  private Parameters gradient;
  private long seed;
  private long step;

  TransformerGradient(
      TransformerSpec spec,
      TaskShape shape,
      List<ParameterSpec> specs,
      Batch batch,
      Loss loss,
      Shards shards) {
    this.specs = specs;
    this.batch = batch;
    this.shards = shards;
    ParameterIndex index = new ParameterIndex(specs);
    int queries = spec.layers() == 1 ? 1 : shape.arity();
    TokenTable table = new TokenTable(spec, index, batch.examples(), queries);
    List<SideBySide> maps = new ArrayList<>();
    for (int layer = 1; layer < spec.layers(); layer++) {
      maps.add(new SideBySide(spec, index, layer));
    }
    lanes = new TransformerLane[batch.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new TransformerLane(spec, index, shape, table, maps, batch, loss, i);
    }
    List<GradientPart> values = new ArrayList<>(table.parts());
    List<GradientPart> slopes = new ArrayList<>(table.slopes().projectionParts());
    for (SideBySide map : maps) {
      values.add(map.gather());
      slopes.add(map.scatter());
    }
    int unembedded = spec.tied() ? TransformerLayout.outputs(spec, shape) : 0;
    rounds =
        new Round[] {
          new Round(values),
          new Round(laneParts()),
          new Round(totalParts()),
          new Round(table.slopes().scoreParts()),
          new Round(slopes),
          new Round(List.of(table.slopes().embeddingPart(unembedded)))
        };
    weights = Parameters.zeros(List.of());
    gradient = weights;
  }

  /** A batch of this size, cut for such a network. */
  static Batch batch(TransformerSpec spec, Task examples, int capacity) {
    int rows = spec.layers() == 1 ? 1 : examples.arity();
    return new Batch(examples, capacity, Math.max(1, LANE_ROWS / rows), MAX_LANES);
  }

  private List<GradientPart> laneParts() {
    List<GradientPart> parts = new ArrayList<>();
    for (TransformerLane lane : lanes) {
      parts.add((weights, gradient) -> lane.run(weights, seed, step));
    }
    return parts;
  }

  private List<GradientPart> totalParts() {
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
    return parts;
  }

  @Override
  public void select(int[] rows, int from, int count) {
    batch.select(rows, from, count);
    for (TransformerLane lane : lanes) {
      lane.gather();
    }
  }

  @Override
  public void draw(long seed, long step) {
    this.seed = seed;
    this.step = step;
  }

  @Override
  public double compute(Parameters weights, Parameters gradient) {
    requireMatching(weights);
    requireMatching(gradient);
    this.weights = weights;
    this.gradient = gradient;
    for (Round round : rounds) {
      shards.run(round.parts.length, round);
    }
    double loss = 0;
    for (TransformerLane lane : lanes) {
      loss += lane.sumOfLosses();
    }
    return loss / batch.count();
  }

  private void requireMatching(Parameters arrays) {
    if (!arrays.specs().equals(specs)) { // one comparison of references if they are one list
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found arrays for %s, expected %s", arrays.specs(), specs));
    }
  }

  /** Tasks that may run at the same time. */
  private final class Round implements IntConsumer {
    private final GradientPart[] parts;

    Round(List<GradientPart> parts) {
      this.parts = parts.toArray(GradientPart[]::new);
    }

    @Override
    public void accept(int part) {
      parts[part].run(weights, gradient);
    }
  }
}
