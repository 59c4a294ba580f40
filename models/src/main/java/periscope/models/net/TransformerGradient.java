package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import periscope.models.kernel.Shards;
import periscope.models.task.Task;

/**
 * The gradient of a {@link Transformer} in rounds: make the table of tokens and arrange the heads'
 * matrices, or multiply maps together; run the lanes, each a fixed part of the batch; add up the
 * lanes' gradients in order; take those of scores to queries and keys, if these are shared; those
 * of the maps and of the table to their parameters; and those of the table's rows to the
 * embeddings.
 */
final class TransformerGradient {
  private static final int LANE_ROWS = 128; // positions of examples
  private static final int MAX_LANES = 8; // each has gradients of its own, all to be added up
  private static final int MAX_FOLDED_LANES = 4; // whose gradients are larger

  private TransformerGradient() {}

  static LossGradient<Parameters> of(
      TransformerSpec spec,
      TaskShape shape,
      List<ParameterSpec> specs,
      Task examples,
      int capacity,
      Loss loss,
      Shards shards) {
    boolean ordered = capacity == examples.size(); // else drawn at random
    boolean folded =
        ordered
            && FoldedLayer.applies(spec)
            && FoldedLayer.pays(spec, TransformerLayout.outputs(spec, shape), shape, capacity);
    return folded
        ? folded(spec, shape, specs, examples, capacity, loss, shards)
        : unfolded(spec, shape, specs, examples, capacity, loss, shards);
  }

  /** By layers, as the formula has them. */
  static LossGradient<Parameters> unfolded(
      TransformerSpec spec,
      TaskShape shape,
      List<ParameterSpec> specs,
      Task examples,
      int capacity,
      Loss loss,
      Shards shards) {
    Batch batch = batch(spec, examples, capacity);
    ParameterIndex index = new ParameterIndex(specs);
    int queries = spec.layers() == 1 ? 1 : shape.arity();
    TokenTable table = new TokenTable(spec, index, examples, queries);
    List<SideBySide> maps = new ArrayList<>();
    for (int layer = 1; layer < spec.layers(); layer++) {
      maps.add(new SideBySide(spec, index, layer));
    }
    List<TransformerLane> lanes = new ArrayList<>();
    for (int i = 0; i < batch.lanes(); i++) {
      lanes.add(new TransformerLane(spec, index, shape, table, maps, batch, loss, i));
    }
    List<GradientPart> values = new ArrayList<>(table.parts());
    List<GradientPart> slopes = new ArrayList<>(table.slopes().projectionParts());
    for (SideBySide map : maps) {
      values.add(map.gather());
      slopes.add(map.scatter());
    }
    int unembedded = spec.tied() ? TransformerLayout.outputs(spec, shape) : 0;
    return new LaneGradient(
        specs,
        batch,
        shards,
        lanes,
        List.of(
            values,
            table.scoreParts(),
            LaneGradient.run(lanes),
            LaneSum.totals(lanes),
            table.slopes().scoreParts(),
            slopes,
            List.of(table.slopes().embeddingPart(unembedded))));
  }

  /** With the only layer's maps multiplied together; see {@link FoldedLayer}. */
  static LossGradient<Parameters> folded(
      TransformerSpec spec,
      TaskShape shape,
      List<ParameterSpec> specs,
      Task examples,
      int capacity,
      Loss loss,
      Shards shards) {
    Batch batch = new Batch(examples, capacity, LANE_ROWS, MAX_FOLDED_LANES);
    ParameterIndex index = new ParameterIndex(specs);
    TokenTable table = new TokenTable(spec, index, examples, 1);
    int outputs = TransformerLayout.outputs(spec, shape);
    FoldedLayer layer = new FoldedLayer(spec, index, table, outputs);
    FoldedSlopes slopes = new FoldedSlopes(spec, table, layer);
    ThreadLocal<FoldedBlock> blocks = FoldedBlock.ofThreads(spec, layer, batch.laneCapacity());
    List<FoldedLane> lanes = new ArrayList<>();
    for (int i = 0; i < batch.lanes(); i++) {
      lanes.add(new FoldedLane(spec, table, layer, slopes, blocks, batch, loss, i));
    }
    return new LaneGradient(
        specs,
        batch,
        shards,
        lanes,
        List.of(
            together(table.parts(), layer.mapParts()),
            together(layer.rowParts(), table.scoreParts()),
            LaneGradient.run(lanes),
            LaneSum.totals(lanes),
            together(table.slopes().scoreParts(), slopes.mapParts()),
            slopes.commonParts(),
            together(table.slopes().projectionParts(), slopes.parameterParts()),
            List.of(table.slopes().embeddingPart(0))));
  }

  private static List<GradientPart> together(List<GradientPart> some, List<GradientPart> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** A batch of this size, cut for such a network. */
  static Batch batch(TransformerSpec spec, Task examples, int capacity) {
    int rows = spec.layers() == 1 ? 1 : examples.arity();
    return new Batch(examples, capacity, Math.max(1, LANE_ROWS / rows), MAX_LANES);
  }
}
