package periscope.models.net;

import java.util.Optional;
import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.OutputLoss;

/**
 * A fixed part of the batch: forward and backward pass in blocks of rows that stay in cache, adding
 * up gradients of the effective matrices in arrays of its own.
 */
final class PairLane implements LaneGradient.Lane {
  /** In place of a bias that the network does not have. */
  private static final float[] NO_BIAS = {};

  private static final int BLOCK_ROWS = 256;

  private final Activation activation;
  private final int width;
  private final Batch batch;
  private final int lane;
  private final int[] tokens; // [examples][2]
  private final int[] labels; // [examples]
  private int examples;

  private final float[] pre; // [block][width]
  private final float[] post; // [block][width]
  private final float[] postSlope; // [block][width]
  private final float[] logits; // [block][classes]; then their gradient
  private final OutputLoss judge;
  private final int classes;

  private final PairMatrices matrices;
  private final LaneSum.Wide inputSlopeA; // [vocabulary][width]
  private final LaneSum.Wide inputSlopeB; // [vocabulary][width]; the same sum for a shared input
  private final LaneSum.Single outputSlope; // [width][classes]
  private final LaneSum.Wide biasInSlope; // [width], or empty
  private final LaneSum.Wide biasOutSlope; // [classes], or empty
  private final LaneSum[] sums;
  private double sumOfLosses;

  PairLane(Activation activation, PairMatrices matrices, Batch batch, Loss loss, int lane) {
    this.activation = activation;
    this.matrices = matrices;
    this.batch = batch;
    this.lane = lane;
    int capacity = batch.laneCapacity();
    tokens = new int[2 * capacity];
    labels = new int[capacity];
    width = matrices.output().rows();
    classes = matrices.output().columns();
    int rows = Math.ceilDiv(capacity, blocks(capacity));
    pre = new float[rows * width];
    post = new float[rows * width];
    postSlope = new float[rows * width];
    logits = new float[Math.multiplyExact(rows, classes)];
    judge = loss.of(classes);
    TrainedMatrix a = matrices.inputA();
    TrainedMatrix b = matrices.inputB();
    inputSlopeA = wide(a);
    inputSlopeB = b == a ? inputSlopeA : wide(b);
    outputSlope = new LaneSum.Single(new float[matrices.output().size()], matrices.output()::slope);
    biasInSlope = wide(matrices.biasIn());
    biasOutSlope = wide(matrices.biasOut());
    sums =
        Stream.of(inputSlopeA, inputSlopeB, outputSlope, biasInSlope, biasOutSlope)
            .distinct()
            .toArray(LaneSum[]::new);
    gather();
  }

  private static int blocks(int examples) {
    return Math.ceilDiv(examples, BLOCK_ROWS);
  }

  private static LaneSum.Wide wide(TrainedMatrix matrix) {
    return new LaneSum.Wide(new double[matrix.size()], matrix::slope);
  }

  private static LaneSum.Wide wide(Optional<TrainedMatrix> bias) {
    return bias.isPresent()
        ? wide(bias.get())
        : new LaneSum.Wide(new double[0], gradient -> NO_BIAS);
  }

  @Override
  public void gather() {
    examples = batch.gather(lane, tokens, labels);
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
    float[] inputA = matrices.inputA().value(weights);
    float[] inputB = matrices.inputB().value(weights);
    float[] output = matrices.output().value(weights);
    float[] biasIn = value(matrices.biasIn(), weights);
    float[] biasOut = value(matrices.biasOut(), weights);
    sumOfLosses = 0;
    double scale = 1.0 / batch.count();
    int blocks = blocks(examples);
    for (int i = 0; i < blocks; i++) {
      int first = (int) ((long) examples * i / blocks);
      int end = (int) ((long) examples * (i + 1) / blocks);
      forward(inputA, inputB, output, biasIn, biasOut, first, end - first);
      sumOfLosses += judge.gradientInPlace(logits, end - first, labels, first, scale);
      backward(output, first, end - first, i == 0 ? 0f : 1f);
    }
  }

  private static float[] value(Optional<TrainedMatrix> bias, Parameters weights) {
    return bias.isPresent() ? bias.get().value(weights) : NO_BIAS;
  }

  private void forward(
      float[] inputA,
      float[] inputB,
      float[] output,
      float[] biasIn,
      float[] biasOut,
      int first,
      int rows) {
    int neurons = rows * width;
    Elementwise.gatherAdd(inputA, inputB, tokens, first, rows, width, pre, postSlope);
    if (biasIn.length > 0) {
      Elementwise.repeatRow(biasIn, rows, width, postSlope);
      Elementwise.addInPlace(pre, postSlope, 0, neurons);
    }
    Activations.forward(activation, pre, post, neurons);
    if (biasOut.length > 0) {
      Elementwise.repeatRow(biasOut, rows, classes, logits);
    }
    float beta = biasOut.length > 0 ? 1f : 0f;
    Gemm.of(rows, classes, width).multiply(post, 0, output, 0, beta, logits, 0);
  }

  private void backward(float[] output, int first, int rows, float beta) {
    int neurons = rows * width;
    Gemm.of(width, classes, rows)
        .transposedA()
        .multiply(post, 0, logits, 0, beta, outputSlope.values(), 0);
    Gemm.of(rows, width, classes).transposedB().multiply(logits, output, postSlope);
    Activations.backward(activation, pre, postSlope, neurons);
    Elementwise.scatterAdd(postSlope, tokens, 0, first, rows, width, inputSlopeA.values());
    Elementwise.scatterAdd(postSlope, tokens, 1, first, rows, width, inputSlopeB.values());
    if (biasInSlope.size() > 0) {
      Elementwise.addRows(postSlope, rows, width, biasInSlope.values());
    }
    if (biasOutSlope.size() > 0) {
      Elementwise.addRows(logits, rows, classes, biasOutSlope.values());
    }
  }
}
