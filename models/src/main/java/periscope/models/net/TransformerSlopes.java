package periscope.models.net;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.models.task.Task;

/**
 * {@link LogitSlopes} of a {@link Transformer}: back through the values that a forward pass kept.
 */
final class TransformerSlopes {
  private final TransformerSpec spec;
  private final TransformerWeights weights;
  private final Kept kept;
  private final int n;
  private final int positions;

  private TransformerSlopes(
      TransformerSpec spec, TransformerWeights weights, Kept kept, int n, int positions) {
    this.spec = spec;
    this.weights = weights;
    this.kept = kept;
    this.n = n;
    this.positions = positions;
  }

  /** {@code [examples][positions][dModel]}. */
  static Tensor of(Transformer model, Parameters weights, Task examples, int[] classes) {
    Kept kept = new Kept(model.activations());
    HookedPass pass = new HookedPass(model, kept);
    TransformerWeights arranged = model.arranged(pass, weights, examples);
    new TransformerPass(model.spec(), pass, arranged, examples, Optional.empty()).logits();
    var slopes =
        new TransformerSlopes(model.spec(), arranged, kept, examples.size(), examples.arity());
    return new Tensor(
        List.of(examples.size(), examples.arity(), model.spec().dModel()),
        slopes.atEmbedding(LogitSlopes.chosen(classes, examples.classes())));
  }

  private double[] atEmbedding(double[] logits) {
    double[] slope = weights.unembedding().back(logits, n); // [n][1][dModel]
    int last = spec.layers() - 1;
    if (weights.finalNorm().isPresent()) {
      String read =
          TransformerLayout.block(
              last,
              spec.normalization() == Normalization.POST
                  ? "ln2" + TransformerLayout.NORM_HOOKS.get(1)
                  : "hook_resid_post");
      slope = weights.finalNorm().get().back(kept.get(read), slope);
    }
    for (int layer = last; layer >= 0; layer--) {
      slope = before(layer, slope);
    }
    return slope;
  }

  /**
   * The slope of a layer's input, {@code [n][positions][dModel]}.
   *
   * @param slope of its output, {@code [n][queries][dModel]}
   */
  private double[] before(int layer, double[] slope) {
    TransformerWeights.Layer maps = weights.layers().get(layer);
    boolean pre = spec.normalization() == Normalization.PRE;
    boolean post = spec.normalization() == Normalization.POST;

    double[] after = post ? back(maps.norm2(), layer, "hook_resid_post", slope) : slope;
    double[] read = neurons(layer, maps, after);
    double[] mid = sum(after, pre ? back(maps.norm2(), layer, "hook_resid_mid", read) : read);
    mid = post ? back(maps.norm1(), layer, "hook_resid_mid", mid) : mid;
    double[] attended = attention(layer, maps, mid);
    double[] before = pre ? back(maps.norm1(), layer, "hook_resid_pre", attended) : attended;
    addToLast(mid, before);
    return before;
  }

  private double[] back(Optional<Norm> norm, int layer, String read, double[] slope) {
    return norm.orElseThrow().back(kept.get(layer, read), slope);
  }

  private double[] neurons(int layer, TransformerWeights.Layer maps, double[] slope) {
    int rows = slope.length / spec.dModel();
    double[] neurons = maps.out().back(slope, rows);
    Activations.back(
        spec.activation(),
        kept.get(layer, "mlp.hook_pre"),
        kept.get(layer, "mlp.hook_post"),
        neurons);
    return maps.in().back(neurons, rows);
  }

  private double[] attention(int layer, TransformerWeights.Layer maps, double[] slope) {
    int rows = slope.length / spec.dModel();
    Attention.Slopes slopes =
        new Attention(spec, n, positions, rows / n)
            .back(
                kept.get(layer, "attn.hook_q"),
                kept.get(layer, "attn.hook_k"),
                kept.get(layer, "attn.hook_v"),
                kept.get(layer, "attn.hook_attn_scores"),
                kept.get(layer, "attn.hook_pattern"),
                maps.output().back(slope, rows));
    double[] keys = maps.key().back(slopes.key().values(), n * positions);
    double[] read = sum(keys, maps.value().back(slopes.value().values(), n * positions));
    addToLast(maps.query().back(slopes.query().values(), rows), read);
    return read;
  }

  /** Adds what is of the last positions only. */
  private void addToLast(double[] some, double[] all) {
    int width = some.length / n;
    int stride = all.length / n;
    for (int i = 0; i < some.length; i++) {
      all[i / width * stride + stride - width + i % width] += some[i];
    }
  }

  private static double[] sum(double[] x, double[] y) {
    double[] sum = x.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += y[i];
    }
    return sum;
  }

  /** Keeps all activations, in the last layer of the last position only. */
  private static final class Kept implements Hooks {
    private final List<String> activations;
    private final Map<String, Tensor> values = new HashMap<>();

    Kept(List<String> activations) {
      this.activations = activations;
    }

    Tensor get(int layer, String name) {
      return get(TransformerLayout.block(layer, name));
    }

    Tensor get(String name) {
      Tensor value = values.get(name);
      if (value == null) {
        throw new IllegalStateException("the forward pass has no " + name);
      }
      return value;
    }

    @Override
    public boolean sees(String name) {
      return activations.contains(name);
    }

    @Override
    public Tensor apply(String name, Tensor value) {
      values.put(name, value);
      return value;
    }

    @Override
    public boolean onlyWhatReachesTheLogits() {
      return true;
    }
  }
}
