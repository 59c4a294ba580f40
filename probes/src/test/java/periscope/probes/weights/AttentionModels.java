package periscope.probes.weights;

import periscope.models.net.Activation;
import periscope.models.net.TransformerSpec;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Normalization;

/** Transformers small enough to write their attention out. */
final class AttentionModels {
  static final int HEADS = 2;
  static final int D_HEAD = 3;
  static final int D = 6;
  private static final int NEURONS = 5;

  private AttentionModels() {}

  static TransformerSpec spec(
      int layers, Attention attention, double alpha, Normalization normalization) {
    return new TransformerSpec(
        layers,
        HEADS,
        D_HEAD,
        D,
        NEURONS,
        Activation.RELU,
        attention,
        alpha,
        new TransformerSpec.Biases(true, true, false),
        TransformerSpec.Outputs.CLASSES,
        normalization,
        false,
        TransformerSpec.Positions.LEARNED,
        false,
        0,
        TransformerSpec.Start.NANDA,
        0);
  }
}
