package periscope.models.net;

import java.util.stream.Stream;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.RowProduct;

/** A lane of a {@link Transformer} that is a {@link FoldedLayer}. */
final class FoldedLane extends Lane {
  private final FoldedLayer layer;
  private final TokenScores tokens;
  private final FoldedMixture mixture;
  private final ThreadLocal<FoldedBlock> blocks;
  private final RowProduct toLogits;
  private final RowProduct toNeurons;
  private final RowProduct toMap;
  private final int[] gathered; // [examples][positions]
  private final LaneSum.Single mapSlope; // [dMlp][outputs]
  private final LaneSum[] sums;
  private FoldedBlock block;

  FoldedLane(
      TransformerSpec spec,
      TokenTable table,
      FoldedLayer layer,
      FoldedSlopes slopes,
      ThreadLocal<FoldedBlock> blocks,
      Batch batch,
      Loss loss,
      int lane) {
    super(batch, lane, FoldedBlock.ROWS, loss.of(layer.outputs()));
    this.layer = layer;
    this.blocks = blocks;
    block = blocks.get();
    int width = spec.dMlp();
    int outputs = layer.outputs();
    int positions = batch.examples().arity();
    int capacity = batch.laneCapacity();
    gathered = new int[Math.multiplyExact(capacity, positions)];
    tokens = new TokenScores(table, spec, positions, capacity);
    mixture = new FoldedMixture(spec, table, layer, slopes, tokens, positions, blockExamples());
    toLogits = new RowProduct(n -> Gemm.of(n, outputs, width));
    toNeurons = new RowProduct(n -> Gemm.of(n, width, outputs).transposedB());
    toMap = new RowProduct(n -> Gemm.of(width, outputs, n).transposedA());
    mapSlope =
        new LaneSum.Single(new float[slopes.toLogits().length], gradient -> slopes.toLogits());
    sums = Stream.concat(mixture.sums(), Stream.of(mapSlope)).toArray(LaneSum[]::new);
    gather();
  }

  @Override
  int take(Batch batch, int number, int[] labels) {
    int examples = batch.gather(number, gathered, labels);
    tokens.take(gathered, examples);
    mixture.take(examples);
    return examples;
  }

  @Override
  LaneSum[] sums() {
    return sums;
  }

  @Override
  void begin(Parameters weights, Batch batch, int number) {
    block = blocks.get();
  }

  @Override
  float[] forward(Parameters weights, int first, int count) {
    NeuronLane neurons = block.neurons();
    float[] logits = block.logits();
    mixture.forward(first, count, neurons.pre(), logits, block.sums());
    neurons.forward(count);
    toLogits.of(count).multiply(neurons.post(), 0, layer.toLogits(), 0, 1f, logits, 0);
    return logits;
  }

  @Override
  void backward(Parameters weights, int first, int count, float beta) {
    NeuronLane neurons = block.neurons();
    float[] logits = block.logits();
    float[] slope = block.postSlope();
    toMap.of(count).multiply(neurons.post(), 0, logits, 0, beta, mapSlope.values(), 0);
    toNeurons.of(count).multiply(logits, layer.toLogits(), slope);
    neurons.backwardInPlace(slope, count);
    mixture.backward(first, count, slope, logits, block.sums());
  }
}
