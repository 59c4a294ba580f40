package periscope.probes.parity;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The sparsest subnetwork that answers as the whole does (Merrill et al. 2023, arXiv:2303.11873):
 * the least k such that the k neurons with the largest norm of incoming weights, the others put to
 * 0, give the same prediction for every example.
 *
 * <p>More neurons may disagree again; the least k counts. It is 0 if the biases alone predict what
 * the network does. Of equal norms the first neuron comes first. A value that is not finite: NaN.
 */
final class Subnetwork {
  private final int[] order; // [neurons], falling norms
  private final double[] neurons; // [examples][neurons]
  private final double[] unembedding; // [neurons][outputs]
  private final double[] bias; // [outputs]

  /**
   * A network with one hidden layer.
   *
   * @param norms of each neuron's incoming weights
   * @param neurons their values, {@code [examples][neurons]}
   * @param unembedding {@code [neurons][outputs]}
   * @param bias {@code [outputs]}
   */
  Subnetwork(double[] norms, double[] neurons, double[] unembedding, double[] bias) {
    this.neurons = neurons;
    this.unembedding = unembedding;
    this.bias = bias;
    order =
        IntStream.range(0, norms.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -norms[i]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** The least k. */
  double size() {
    int examples = neurons.length / order.length;
    boolean[] differs = new boolean[order.length + 1]; // with k neurons, for some example
    int[] answers = new int[order.length + 1];
    for (int example = 0; example < examples; example++) {
      double[] outputs = bias.clone();
      answers[0] = answer(outputs);
      for (int k = 0; k < order.length; k++) {
        add(example, order[k], outputs);
        answers[k + 1] = answer(outputs);
      }
      for (double output : outputs) {
        if (!Double.isFinite(output)) {
          return Double.NaN;
        }
      }
      for (int k = 0; k < order.length; k++) {
        differs[k] |= answers[k] != answers[order.length];
      }
    }
    int least = 0;
    while (differs[least]) {
      least++;
    }
    return least;
  }

  private void add(int example, int neuron, double[] outputs) {
    double value = neurons[example * order.length + neuron];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] += value * unembedding[neuron * outputs.length + i];
    }
  }

  /** The largest output, of equal ones the first; of a single one its sign. */
  private static int answer(double[] outputs) {
    if (outputs.length == 1) {
      return outputs[0] > 0 ? 1 : 0;
    }
    int largest = 0;
    for (int i = 1; i < outputs.length; i++) {
      largest = outputs[i] > outputs[largest] ? i : largest;
    }
    return largest;
  }
}
