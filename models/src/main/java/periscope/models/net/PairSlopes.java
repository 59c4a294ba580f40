package periscope.models.net;

import periscope.models.kernel.Gemm;
import periscope.models.task.Task;

/** {@link LogitSlopes} of a {@link PairMlp}. */
final class PairSlopes {
  private static final String PRE = "blocks.0.mlp.hook_pre";

  private PairSlopes() {}

  /** {@code [examples][2][dModel]}. */
  static Tensor of(PairMlp model, Parameters weights, Task examples, int[] classes) {
    Tensor output = model.effectiveOutput(weights);
    Recorder recorder = Recorder.of(PRE);
    model.forward(weights, examples, recorder);
    double[] pre = recorder.get(PRE).values(); // [examples][dMlp]
    int neurons = output.dim(0);
    double[] slope = new double[pre.length];
    for (int i = 0; i < slope.length; i++) {
      double out = output.values()[i % neurons * output.dim(1) + classes[i / neurons]];
      slope[i] = out * Activations.slope(model.spec().activation(), pre[i]);
    }
    Tensor[] parameters = new HookedPass(model, Hooks.none()).parameters(weights);
    int n = examples.size();
    int width = model.spec().dModel();
    Tensor slopes = Tensor.zeros(n, 2, width);
    Gemm back = Gemm.of(n, width, neurons).transposedB().strides(neurons, neurons, 2 * width);
    for (int operand = 0; operand < 2; operand++) {
      double[] hidden = parameters[hidden(model, operand)].values();
      back.multiply(slope, 0, hidden, 0, 0.0, slopes.values(), operand * width);
    }
    return slopes;
  }

  /** The parameter from an operand's embedding to the neurons. */
  private static int hidden(PairMlp model, int operand) {
    PairFactors factors = model.factors();
    PairMatrix input = operand == 0 ? factors.inputA() : factors.inputB();
    return switch (input.form()) {
      case PairMatrix.Product product -> product.right();
      case PairMatrix.Whole whole ->
          throw new IllegalStateException("the hidden matrix is collapsed into the embedding");
    };
  }
}
