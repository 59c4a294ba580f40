package periscope.models.net;

import periscope.models.kernel.Elementwise;

/** The loops of each {@link Activation}. */
final class Activations {
  private static final double GELU_SCALE = Math.sqrt(2 / Math.PI);
  private static final double GELU_CUBE = 0.044715;

  private Activations() {}

  /** {@code y = f(x)}, for the first {@code n} values. */
  static void forward(Activation activation, float[] x, float[] y, int n) {
    switch (activation) {
      case RELU -> Elementwise.relu(x, y, n);
      case SQUARE -> Elementwise.square(x, y, n);
      case ABS -> Elementwise.abs(x, y, n);
      case GELU -> Elementwise.gelu(x, y, n);
      case IDENTITY -> System.arraycopy(x, 0, y, 0, n);
    }
  }

  /** {@code d *= f'(x)}, for the first {@code n} values. */
  static void backward(Activation activation, float[] x, float[] d, int n) {
    switch (activation) {
      case RELU -> Elementwise.reluBackward(x, d, n);
      case SQUARE -> Elementwise.squareBackward(x, d, n);
      case ABS -> Elementwise.absBackward(x, d, n);
      case GELU -> Elementwise.geluBackward(x, d, n);
      case IDENTITY -> {}
    }
  }

  /** f of each value, in float64. */
  static Tensor forward(Activation activation, Tensor x) {
    double[] values = x.values().clone();
    forwardInPlace(activation, values);
    return new Tensor(x.shape(), values);
  }

  /** f of each value, in float64: a loop each for the cheap ones, which C2 vectorises. */
  static void forwardInPlace(Activation activation, double[] x) {
    switch (activation) {
      case RELU -> Elementwise.reluInPlace(x);
      case SQUARE -> Elementwise.squareInPlace(x);
      case IDENTITY -> {}
      case ABS, GELU -> {
        for (int i = 0; i < x.length; i++) {
          x[i] = value(activation, x[i]);
        }
      }
    }
  }

  /** f of one value, in float64. */
  static double value(Activation activation, double x) {
    return switch (activation) {
      case RELU -> Math.max(x, 0);
      case SQUARE -> x * x;
      case ABS -> Math.abs(x);
      case GELU -> x / 2 * (1 + Math.tanh(GELU_SCALE * (x + GELU_CUBE * x * x * x)));
      case IDENTITY -> x;
    };
  }

  /** f' at x, in float64. */
  static double slope(Activation activation, double x) {
    return switch (activation) {
      case RELU -> x > 0 ? 1 : x * 0; // NaN stays
      case SQUARE -> 2 * x;
      case ABS -> Math.signum(x);
      case GELU -> {
        double tanh = Math.tanh(GELU_SCALE * (x + GELU_CUBE * x * x * x));
        double inner = GELU_SCALE * (1 + 3 * GELU_CUBE * x * x);
        yield (1 + tanh + x * (1 - tanh * tanh) * inner) / 2;
      }
      case IDENTITY -> 1;
    };
  }

  /** f' at each x, but 0 where the neuron's value was left out, because others were larger. */
  static void back(Activation activation, Tensor pre, Tensor post, double[] slope) {
    for (int i = 0; i < slope.length; i++) {
      double x = pre.values()[i];
      boolean leftOut = post.values()[i] == 0 && value(activation, x) != 0;
      slope[i] *= leftOut ? 0 : slope(activation, x);
    }
  }
}
