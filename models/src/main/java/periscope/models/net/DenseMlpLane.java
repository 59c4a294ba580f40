package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import periscope.models.kernel.OutputLoss;

/**
 * A fixed part of the batch: forward and backward pass in blocks of examples that stay in cache,
 * adding up gradients in arrays of its own.
 */
final class DenseMlpLane implements LaneGradient.Lane {
  private static final int BLOCK_ROWS = 256;

  private final Batch batch;
  private final int lane;
  private final int inputs;
  private final int blockRows;
  private final OutputLoss judge;
  private final List<LinearLane> maps = new ArrayList<>(); // the unembedding last
  private final List<NeuronLane> neurons = new ArrayList<>(); // of each hidden layer
  private final List<float[]> slopes = new ArrayList<>(); // of each hidden layer [block][neurons]
  private final float[] numbers; // [examples][inputs]
  private final int[] labels; // [examples]
  private final float[] block; // [block][inputs]
  private final float[] outputs; // [block][outputs]; then their gradient
  private final LaneSum[] sums;
  private int examples;
  private double sumOfLosses;

  DenseMlpLane(
      DenseMlpSpec spec,
      List<ParameterSpec> parameters,
      int outputs,
      Batch batch,
      Loss loss,
      int lane) {
    this.batch = batch;
    this.lane = lane;
    judge = loss.of(outputs);
    int capacity = batch.laneCapacity();
    blockRows = Math.ceilDiv(capacity, Math.ceilDiv(capacity, BLOCK_ROWS));
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
    numbers = new float[Math.multiplyExact(capacity, inputs)];
    labels = new int[capacity];
    block = new float[Math.multiplyExact(blockRows, inputs)];
    this.outputs = new float[Math.multiplyExact(blockRows, outputs)];
    sums = maps.stream().flatMap(LinearLane::sums).toArray(LaneSum[]::new);
    gather();
  }

  private LinearLane map(ParameterIndex index, String matrix, String bias, int in, int out) {
    return new LinearLane(blockRows, in, out, false, index.find(matrix), index.findOptional(bias));
  }

  @Override
  public void gather() {
    examples = batch.gather(lane, numbers, labels);
  }

  @Override
  public LaneSum[] sums() {
    return sums;
  }

  @Override
  public double sumOfLosses() {
    return sumOfLosses;
  }

  @Override
  public void run(Parameters weights) {
    LaneSum.begin(sums, examples);
    sumOfLosses = 0;
    double scale = 1.0 / batch.count();
    int blocks = Math.ceilDiv(examples, blockRows);
    for (int i = 0; i < blocks; i++) {
      int first = (int) ((long) examples * i / blocks);
      int rows = (int) ((long) examples * (i + 1) / blocks) - first;
      System.arraycopy(numbers, first * inputs, block, 0, rows * inputs);
      forward(weights, rows);
      sumOfLosses += judge.gradientInPlace(outputs, rows, labels, first, scale);
      backward(weights, rows, i == 0 ? 0f : 1f);
    }
  }

  /** What goes into a map: the numbers, or the neurons of the layer before. */
  private float[] before(int map) {
    return map == 0 ? block : neurons.get(map - 1).post();
  }

  private void forward(Parameters weights, int rows) {
    for (int layer = 0; layer < neurons.size(); layer++) {
      maps.get(layer).forward(weights, before(layer), rows, neurons.get(layer).pre());
      neurons.get(layer).forward(rows);
    }
    maps.getLast().forward(weights, before(neurons.size()), rows, outputs);
  }

  private void backward(Parameters weights, int rows, float beta) {
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
