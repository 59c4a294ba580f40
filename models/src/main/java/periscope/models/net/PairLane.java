package periscope.models.net;

import java.util.Arrays;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.OutputLoss;

/**
 * A fixed part of the batch: forward and backward pass in blocks of rows that stay in cache, adding
 * up gradients of the effective matrices in arrays of its own.
 */
final class PairLane {
  /** In place of a bias that the network does not have. */
  static final float[] NO_BIAS = {};

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

  private final double[] inputSlopeA; // [vocabulary][width]
  private final double[] inputSlopeB; // [vocabulary][width]; the same array for a shared input
  private final float[] outputSlope; // [width][classes]
  private final double[] biasInSlope; // [width], or none
  private final double[] biasOutSlope; // [classes], or none
  private double sumOfLosses;

  PairLane(Activation activation, PairFactors factors, Batch batch, Loss loss, int lane) {
    this.activation = activation;
    this.batch = batch;
    this.lane = lane;
    int capacity = batch.laneCapacity();
    tokens = new int[2 * capacity];
    labels = new int[capacity];
    width = factors.output().rows();
    classes = factors.output().columns();
    int rows = Math.ceilDiv(capacity, blocks(capacity));
    pre = new float[rows * width];
    post = new float[rows * width];
    postSlope = new float[rows * width];
    logits = new float[Math.multiplyExact(rows, classes)];
    judge = loss.of(classes);
    inputSlopeA = new double[factors.inputA().size()];
    inputSlopeB = factors.sharedInput() ? inputSlopeA : new double[factors.inputB().size()];
    outputSlope = new float[factors.output().size()];
    biasInSlope = new double[factors.biasIn().isPresent() ? width : 0];
    biasOutSlope = new double[factors.biasOut().isPresent() ? classes : 0];
    gather();
  }

  private static int blocks(int examples) {
    return Math.ceilDiv(examples, BLOCK_ROWS);
  }

  /** Takes its part of the batch. */
  void gather() {
    examples = batch.gather(lane, tokens, labels);
  }

  /** Gradient of operand 0's or 1's input matrix. */
  double[] inputSlope(int operand) {
    return operand == 0 ? inputSlopeA : inputSlopeB;
  }

  /** Gradient of the output matrix. */
  float[] outputSlope() {
    return outputSlope;
  }

  /** Gradient of b_in. */
  double[] biasInSlope() {
    return biasInSlope;
  }

  /** Gradient of what b_out adds to the logits. */
  double[] biasOutSlope() {
    return biasOutSlope;
  }

  /** The sum of its examples' losses. */
  double sumOfLosses() {
    return sumOfLosses;
  }

  void run(float[] inputA, float[] inputB, float[] output, float[] biasIn, float[] biasOut) {
    Arrays.fill(inputSlopeA, 0);
    Arrays.fill(inputSlopeB, 0);
    Arrays.fill(biasInSlope, 0);
    Arrays.fill(biasOutSlope, 0);
    if (examples == 0) { // a batch smaller than the lanes are many
      Arrays.fill(outputSlope, 0);
    }
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
    Gemm.of(width, classes, rows).transposedA().multiply(post, 0, logits, 0, beta, outputSlope, 0);
    Gemm.of(rows, width, classes).transposedB().multiply(logits, output, postSlope);
    Activations.backward(activation, pre, postSlope, neurons);
    Elementwise.scatterAdd(postSlope, tokens, 0, first, rows, width, inputSlopeA);
    Elementwise.scatterAdd(postSlope, tokens, 1, first, rows, width, inputSlopeB);
    if (biasInSlope.length > 0) {
      Elementwise.addRows(postSlope, rows, width, biasInSlope);
    }
    if (biasOutSlope.length > 0) {
      Elementwise.addRows(logits, rows, classes, biasOutSlope);
    }
  }
}
