package periscope.models.net;

import periscope.models.internal.autodiff.Variable;

/** A {@link DenseMlp} as operations in float64. */
final class DenseTape {
  static final int BLOCK_EXAMPLES = 256;

  private DenseTape() {}

  /** Writes the layers over an example's numbers. */
  static TapeGradient.Written write(
      TapeNetwork network, DenseMlpSpec spec, int inputs, int laneCapacity) {
    Variable numbers = network.tape().input(inputs);
    Variable x = numbers;
    for (int layer = 0; layer < spec.hidden().size(); layer++) {
      Variable pre = network.linear(x, DenseMlp.matrix(layer), DenseMlp.bias(layer));
      x = network.neurons(pre, spec.activation(), spec.topK());
    }
    return new TapeGradient.Written(
        new NumberBlock(numbers, laneCapacity),
        network.linear(x, DenseMlp.UNEMBEDDING, DenseMlp.UNEMBEDDING_BIAS));
  }
}
