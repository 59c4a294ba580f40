package periscope.models.net;

import java.util.ArrayList;
import java.util.List;

/** A lane of a {@link DenseMlp}. */
final class DenseMlpLane extends Lane {
  private static final int BLOCK_ROWS = 256;

  private final int inputs;
  private final List<LinearLane> maps = new ArrayList<>(); // the unembedding last
  private final List<NeuronLane> neurons = new ArrayList<>(); // of each hidden layer
  private final List<float[]> slopes = new ArrayList<>(); // of each hidden layer [block][neurons]
  private final float[] numbers; // [examples][inputs]
  private final float[] block; // [block][inputs]
  private final float[] outputs; // [block][outputs]; then their gradient
  private final LaneSum[] sums;

  DenseMlpLane(
      DenseMlpSpec spec,
      List<ParameterSpec> parameters,
      int outputs,
      Batch batch,
      Loss loss,
      int lane) {
    super(batch, lane, BLOCK_ROWS, loss.of(outputs));
    int blockRows = blockExamples();
    ParameterIndex index = new ParameterIndex(parameters);
    inputs = parameters.getFirst().rows();
    int in = inputs;
    for (int layer = 0; layer < spec.hidden().size(); layer++) {
      int width = spec.hidden().get(layer);
      maps.add(map(index, DenseMlp.matrix(layer), DenseMlp.bias(layer), in, width));
      neurons.add(new NeuronLane(spec.activation(), width, spec.topK(), blockRows));
      slopes.add(new float[Math.multiplyExact(blockRows, width)]);
      in = width;
    }
    maps.add(map(index, DenseMlp.UNEMBEDDING, DenseMlp.UNEMBEDDING_BIAS, in, outputs));
    numbers = new float[Math.multiplyExact(batch.laneCapacity(), inputs)];
    block = new float[Math.multiplyExact(blockRows, inputs)];
    this.outputs = new float[Math.multiplyExact(blockRows, outputs)];
    sums = maps.stream().flatMap(LinearLane::sums).toArray(LaneSum[]::new);
    gather();
  }

  private LinearLane map(ParameterIndex index, String matrix, String bias, int in, int out) {
    return new LinearLane(
        blockExamples(), in, out, false, index.find(matrix), index.findOptional(bias));
  }

  @Override
  int take(Batch batch, int number, int[] labels) {
    return batch.gather(number, numbers, labels);
  }

  @Override
  LaneSum[] sums() {
    return sums;
  }

  /** What goes into a map: the numbers, or the neurons of the layer before. */
  private float[] before(int map) {
    return map == 0 ? block : neurons.get(map - 1).post();
  }

  @Override
  float[] forward(Parameters weights, int first, int rows) {
    System.arraycopy(numbers, first * inputs, block, 0, rows * inputs);
    for (int layer = 0; layer < neurons.size(); layer++) {
      maps.get(layer).forward(weights, before(layer), rows, neurons.get(layer).pre());
      neurons.get(layer).forward(rows);
    }
    maps.getLast().forward(weights, before(neurons.size()), rows, outputs);
    return outputs;
  }

  @Override
  void backward(Parameters weights, int first, int rows, float beta) {
    float[] slope = outputs;
    for (int map = neurons.size(); map > 0; map--) {
      float[] below = slopes.get(map - 1);
      maps.get(map).backward(weights, before(map), slope, rows, beta, below);
      neurons.get(map - 1).backwardInPlace(below, rows);
      slope = below;
    }
    maps.getFirst().addSlopes(block, slope, rows, beta);
  }
}
