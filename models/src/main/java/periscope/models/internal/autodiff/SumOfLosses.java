package periscope.models.internal.autodiff;

import periscope.models.kernel.OutputLoss;

/** The sum of the losses of a pass's examples: what all slopes are slopes of. */
public final class SumOfLosses extends Operation {
  private final Variable outputs; // [an example][outputs]
  private final OutputLoss judge;
  private final int[] labels; // [examples]
  private final double[] gradient; // like outputs

  SumOfLosses(Variable outputs, OutputLoss judge, int[] labels, Variable result) {
    super(result);
    this.outputs = outputs;
    this.judge = judge;
    this.labels = labels;
    gradient = new double[outputs.values().length];
  }

  /** The sum, after a pass forward. */
  public double value() {
    return result().values()[0];
  }

  @Override
  void forward(int examples) {
    System.arraycopy(outputs.values(), 0, gradient, 0, outputs.size(examples));
    result().values()[0] = judge.gradientInPlace(gradient, examples, labels);
  }

  @Override
  void backward(int examples) {
    for (int i = 0; i < outputs.size(examples); i++) {
      outputs.slopes()[i] += gradient[i];
    }
  }
}
