package periscope.models.internal.autodiff;

import java.util.function.DoubleUnaryOperator;

/** f of each value. */
final class Pointwise extends Operation {
  private final Variable x;
  private final DoubleUnaryOperator function;
  private final DoubleUnaryOperator derivative;

  Pointwise(
      Variable x, DoubleUnaryOperator function, DoubleUnaryOperator derivative, Variable result) {
    super(result);
    this.x = x;
    this.function = function;
    this.derivative = derivative;
  }

  @Override
  void forward(int examples) {
    for (int i = 0; i < x.size(examples); i++) {
      result().values()[i] = function.applyAsDouble(x.values()[i]);
    }
  }

  @Override
  void backward(int examples) {
    for (int i = 0; i < x.size(examples); i++) {
      x.slopes()[i] += result().slopes()[i] * derivative.applyAsDouble(x.values()[i]);
    }
  }
}
