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

  /** Logits {@code [examples][classes]} where this head hands on 0. */
  public Tensor without(int head) {
    return logits(layer.without(head));
  }

  /** The same where it hands on its mean over all examples. */
  public Tensor withMean(int head) {
    return logits(layer.withOne(head, means[head]));
  }

  private Tensor logits(TokenLayer changed) {
    Tensor logits = Tensor.zeros(size, changed.classes());
    double[] neurons = new double[Math.min(size, TransformerPass.BLOCK) * spec.dMlp()];
    for (int from = 0; from < size; from += TransformerPass.BLOCK) {
      int n = Math.min(TransformerPass.BLOCK, size - from);
      int to = from * changed.classes();
      changed.examples(
          tokens,
          from,
          n,
          row -> TransformerPass.activate(spec, row),
          neurons,
          logits.values(),
          to);
      changed.addNeurons(neurons, n, logits.values(), to);
    }
    return logits;
  }
}
