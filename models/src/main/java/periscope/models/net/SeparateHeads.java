package periscope.models.net;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import periscope.models.task.Task;

/**
 * What a transformer answers without one of its heads, each time at the price of little more than
 * its neurons: what heads make of tokens is computed once. Of one layer without norms, in float64.
 *
 * <p>A head is taken away at the last position, which alone reaches the logits: the same as a hook
 * on {@code blocks.0.attn.hook_z}.
 */
public final class SeparateHeads {
  private final TransformerSpec spec;
  private final TokenLayer layer;
  private final int[] tokens; // [examples][positions]
  private final int size;
  private final double[][] means; // [heads][positions · vocabulary]

  SeparateHeads(TransformerSpec spec, TransformerWeights weights, List<Task> parts) {
    this.spec = spec;
    int positions = parts.getFirst().arity();
    tokens = parts.stream().flatMapToInt(part -> Arrays.stream(part.inputs())).toArray();
    size = tokens.length / positions;
    var tables = new TokenResidual.Tables(weights, spec.dModel(), Optional.empty());
    layer = new TokenLayer(spec, weights, tables.stream(), tokens, positions);
    means = layer.taken(tokens);
    for (double[] mean : means) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= size;
      }
    }
  }

  /**
   * Logits without one head, {@code [examples][classes]}.
   *
   * @param without where it hands on 0
   * @param withMean where it hands on its mean over all examples
   */
  public record Logits(Tensor without, Tensor withMean) {}

  /** Both for one head: they differ by the same row in all examples, before the neurons. */
  public Logits without(int head) {
    TokenLayer rest = layer.without(head);
    double[] meanToNeurons = layer.toNeurons(head, means[head]);
    double[] meanToLogits = layer.toLogits(head, means[head]);
    int classes = rest.classes();
    var logits = new Logits(Tensor.zeros(size, classes), Tensor.zeros(size, classes));
    double[] without = logits.without().values();
    double[] withMean = logits.withMean().values();
    double[] neurons = new double[Math.min(size, TransformerPass.BLOCK) * spec.dMlp()];
    double[] neuronsWithMean = new double[neurons.length];
    for (int from = 0; from < size; from += TransformerPass.BLOCK) {
      int n = Math.min(TransformerPass.BLOCK, size - from);
      int to = from * classes;
      rest.examples(tokens, from, n, neurons, without, to);
      addToEach(meanToNeurons, neurons, 0, n, neuronsWithMean);
      addToEach(meanToLogits, without, to, n, withMean);
      TransformerPass.activate(spec, neurons);
      TransformerPass.activate(spec, neuronsWithMean);
      rest.addNeurons(neurons, n, without, to);
      rest.addNeurons(neuronsWithMean, n, withMean, to);
    }
    return logits;
  }

  /** {@code sums = rows + row}, of n rows that begin at the same place in both. */
  private static void addToEach(double[] row, double[] rows, int from, int n, double[] sums) {
    for (int i = 0; i < n; i++) {
      int at = from + i * row.length;
      for (int j = 0; j < row.length; j++) {
        sums[at + j] = rows[at + j] + row[j];
      }
    }
  }
}
