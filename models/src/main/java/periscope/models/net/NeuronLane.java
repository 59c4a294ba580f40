package periscope.models.net;

import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Largest;

/**
 * A layer's neurons in float32, for blocks of rows: the activation, of which the {@code topK}
 * largest values are kept if that is not 0.
 */
final class NeuronLane {
  private final Activation activation;
  private final int neurons;
  private final int topK;
  private final float[] pre; // [rows][neurons]
  private final float[] post; // [rows][neurons]; pre itself where its sign is all that is needed
  private final float[] scratch; // [neurons], if topK

  NeuronLane(Activation activation, int neurons, int topK, int rows) {
    this.activation = activation;
    this.neurons = neurons;
    this.topK = topK;
    pre = new float[Math.multiplyExact(rows, neurons)];
    post = activation == Activation.RELU ? pre : new float[pre.length];
    scratch = new float[topK > 0 ? neurons : 0];
  }

  /** Where values go before the activation, {@code [rows][neurons]}. */
  float[] pre() {
    return pre;
  }

  /** Values after the activation, {@code [rows][neurons]}. */
  float[] post() {
    return post;
  }

  /** From {@link #pre} to {@link #post}. */
  void forward(int rows) {
    Activations.forward(activation, pre, post, rows * neurons);
    if (topK > 0) {
      Largest.keep(post, rows, neurons, topK, scratch);
    }
  }

  /** Makes the gradient of {@link #post} that of {@link #pre}. */
  void backwardInPlace(float[] slope, int rows) {
    if (topK > 0 || activation == Activation.RELU) { // of ReLU, whether it let a value pass is all
      Elementwise.maskBySign(post, slope, rows * neurons);
    }
    if (activation != Activation.RELU) {
      Activations.backward(activation, pre, slope, rows * neurons);
    }
  }
}
