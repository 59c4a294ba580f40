package periscope.models.net;

import java.util.Optional;
import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;

/** A lane of a {@link PairMlp}, which adds up gradients of the effective matrices. */
final class PairLane extends Lane {
  /** In place of a bias that the network does not have. */
  private static final float[] NO_BIAS = {};

  private static final int BLOCK_ROWS = 256;

  private final Activation activation;
  private final int width;
  private final int[] tokens; // [examples][2]

  private final float[] pre; // [block][width]
  private final float[] post; // [block][width]
  private final float[] postSlope; // [block][width]
  private final float[] logits; // [block][classes]; then their gradient
  private final int classes;

  private final PairMatrices matrices;
  private final LaneSum.Wide inputSlopeA; // [vocabulary][width]
  private final LaneSum.Wide inputSlopeB; // [vocabulary][width]; the same sum for a shared input
  private final LaneSum.Single outputSlope; // [width][classes]
  private final LaneSum.Wide biasInSlope; // [width], or empty
  private final LaneSum.Wide biasOutSlope; // [classes], or empty
  private final LaneSum[] sums;

  PairLane(Activation activation, PairMatrices matrices, Batch batch, Loss loss, int lane) {
    super(batch, lane, BLOCK_ROWS, loss.of(matrices.output().columns()));
    this.activation = activation;
    this.matrices = matrices;
    tokens = new int[2 * batch.laneCapacity()];
    width = matrices.output().rows();
    classes = matrices.output().columns();
    int rows = blockExamples();
    pre = new float[rows * width];
    post = new float[rows * width];
    postSlope = new float[rows * width];
    logits = new float[Math.multiplyExact(rows, classes)];
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

  private static LaneSum.Wide wide(TrainedMatrix matrix) {
    return new LaneSum.Wide(new double[matrix.size()], matrix::slope);
  }

  private static LaneSum.Wide wide(Optional<TrainedMatrix> bias) {
    return bias.isPresent()
        ? wide(bias.get())
        : new LaneSum.Wide(new double[0], gradient -> NO_BIAS);
  }

  @Override
  int take(Batch batch, int number, int[] labels) {
    return batch.gather(number, tokens, labels);
  }

  @Override
  LaneSum[] sums() {
    return sums;
  }

  private static float[] value(Optional<TrainedMatrix> bias, Parameters weights) {
    return bias.isPresent() ? bias.get().value(weights) : NO_BIAS;
  }

  @Override
  float[] forward(Parameters weights, int first, int rows) {
    float[] inputA = matrices.inputA().value(weights);
    float[] inputB = matrices.inputB().value(weights);
    float[] output = matrices.output().value(weights);
    float[] biasIn = value(matrices.biasIn(), weights);
    float[] biasOut = value(matrices.biasOut(), weights);
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
    return logits;
  }

  @Override
  void backward(Parameters weights, int first, int rows, float beta) {
    int neurons = rows * width;
    Gemm.of(width, classes, rows)
        .transposedA()
        .multiply(post, 0, logits, 0, beta, outputSlope.values(), 0);
    Gemm.of(rows, width, classes).multiply(logits, matrices.outputTransposed(), postSlope);
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
