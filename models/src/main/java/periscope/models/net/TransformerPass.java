package periscope.models.net;

import java.util.List;
import java.util.Optional;
import periscope.models.kernel.Largest;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.models.task.Task;

/**
 * One forward pass of a {@link Transformer}. What no hook sees is left out or computed for many
 * examples at once: in the last layer all positions but the last, before the first layer what
 * examples share, and in later ones the positions at which they share all that came before.
 */
final class TransformerPass {
  /** Examples of a block, so that a layer's values stay in cache. */
  static final int BLOCK = 256;

  private final TransformerSpec spec;
  private final HookedPass hooks;
  private final TransformerWeights weights;
  private final int[] tokens; // [examples][positions]
  private final int size;
  private final int positions;
  private final int classes;
  private final Optional<TokenResidual.Tables> tables;
  private final Optional<TokenLayer> only;
  private final Optional<SharedPrefixes> prefixes;

  /**
   * Prepares the pass.
   *
   * @param prefixes positions that are known, if the hooks see none of their values
   */
  TransformerPass(
      TransformerSpec spec,
      HookedPass hooks,
      TransformerWeights weights,
      Task examples,
      Optional<SharedPrefixes> prefixes) {
    this.spec = spec;
    this.hooks = hooks;
    this.weights = weights;
    this.prefixes = prefixes;
    tokens = examples.inputs();
    size = examples.size();
    positions = examples.arity();
    classes = examples.classes();
    boolean seen =
        hooks.sees(TransformerLayout.EMBED)
            || hooks.sees(TransformerLayout.POS_EMBED)
            || hooks.seesAny(TransformerLayout.beforeQueries(spec, 0));
    Optional<Norm> norm =
        spec.normalization() == Normalization.PRE
            ? weights.layers().getFirst().norm1()
            : Optional.empty();
    tables =
        seen || size < examples.vocabulary()
            ? Optional.empty()
            : Optional.of(new TokenResidual.Tables(weights, spec.dModel(), norm));
    only =
        TokenLayer.applies(spec, hooks)
            ? tables.map(known -> new TokenLayer(spec, weights, known.stream(), tokens, positions))
            : Optional.empty();
  }

  /** Logits {@code [examples][classes]}. */
  Tensor logits() {
    Tensor logits = Tensor.zeros(size, classes);
    List<String> activations = TransformerLayout.activations(spec);
    boolean watched = hooks.seesAny(activations.subList(0, activations.size() - 1));
    int block = watched && !hooks.inParts() ? size : BLOCK;
    if (only.isPresent()) {
      byTables(only.get(), block, logits.values());
    } else {
      for (int from = 0; from < size; from += block) {
        double[] part = logits(from, Math.min(block, size - from));
        System.arraycopy(part, 0, logits.values(), from * classes, part.length);
      }
    }
    return hooks.value(TransformerLayout.LOGITS, logits);
  }

  private void byTables(TokenLayer layer, int block, double[] logits) {
    boolean before = hooks.sees(TransformerLayout.mlp(0, "hook_pre"));
    double[] neurons = new double[0];
    for (int from = 0; from < size; from += block) {
      int n = Math.min(block, size - from);
      if (neurons.length != n * spec.dMlp()) { // one array for all blocks but the last
        neurons = new double[Math.multiplyExact(n, spec.dMlp())];
      }
      layer.examples(tokens, from, n, neurons, logits, from * classes);
      if (!before) {
        activate(spec, neurons); // in place, since nobody keeps what was before
      }
      Tensor seen = tensor(neurons, n, 1, spec.dMlp());
      Tensor post = before ? activated(0, seen) : seen(0, "mlp.hook_post", seen);
      layer.addNeurons(post.values(), n, logits, from * classes);
    }
  }

  private double[] logits(int from, int n) {
    Residual stream =
        tables.isPresent() ? new TokenResidual(tables.get(), tokens, from, n) : embed(from, n);
    for (int layer = 0; layer < spec.layers(); layer++) {
      stream = layer(layer, stream, from, n);
    }
    if (weights.finalNorm().isPresent() && stream instanceof DenseResidual last) {
      Norm norm = weights.finalNorm().get();
      stream = new DenseResidual(normalised(TransformerLayout.LN_FINAL, norm, last.stream()));
    }
    return stream.project(weights.unembedding(), 1);
  }

  private Residual embed(int from, int n) {
    int width = spec.dModel();
    Tensor embed = Tensor.zeros(n, positions, width);
    Tensor places = Tensor.zeros(n, positions, width);
    for (int i = 0; i < n * positions; i++) {
      int token = tokens[from * positions + i];
      System.arraycopy(weights.embedding(), token * width, embed.values(), i * width, width);
      int place = i % positions;
      System.arraycopy(weights.positions(), place * width, places.values(), i * width, width);
    }
    Tensor tokenPart = hooks.value(TransformerLayout.EMBED, embed);
    Tensor placePart = hooks.value(TransformerLayout.POS_EMBED, places);
    Tensor stream = sum(tokenPart, placePart.values().clone());
    return new DenseResidual(hooks.value(TransformerLayout.block(0, "hook_resid_pre"), stream));
  }

  private Residual layer(int layer, Residual stream, int from, int n) {
    boolean last = layer == spec.layers() - 1;
    int queries =
        last && !hooks.seesAllPositionsOfAny(TransformerLayout.byQuery(spec, layer))
            ? 1
            : positions - prefixes.map(SharedPrefixes::positions).orElse(0);

    Residual read = before(layer, stream);
    Tensor attended = seen(layer, "hook_attn_out", attend(layer, read, n, queries));
    Tensor mid = seen(layer, "hook_resid_mid", sum(attended, stream.last(queries)));
    mid = after(layer, "ln1", mid);
    Tensor out = seen(layer, "hook_mlp_out", neurons(layer, mid, n * queries));
    Tensor after = seen(layer, "hook_resid_post", sum(mid, out.values().clone()));
    after = after(layer, "ln2", after);
    if (last) {
      return new DenseResidual(after);
    }
    var dense = new DenseResidual(seen(layer + 1, "hook_resid_pre", after));
    return prefixes.isPresent() ? prefixes.get().residual(layer + 1, dense, from) : dense;
  }

  /** What attention reads. */
  private Residual before(int layer, Residual stream) {
    return spec.normalization() != Normalization.PRE
        ? stream
        : switch (stream) {
          case TokenResidual tokens -> tokens.normalised();
          case PrefixedResidual prefixed ->
              prefixed.normalised(
                  weights.layers().get(layer).norm1().orElseThrow(),
                  others -> normalised(layer, "ln1", others));
          case DenseResidual dense -> new DenseResidual(normalised(layer, "ln1", dense.stream()));
        };
  }

  private Tensor neurons(int layer, Tensor stream, int rows) {
    TransformerWeights.Layer maps = weights.layers().get(layer);
    Tensor read =
        spec.normalization() == Normalization.PRE ? normalised(layer, "ln2", stream) : stream;
    int n = read.dim(0);
    int queries = read.dim(1);
    Tensor post =
        activated(layer, tensor(maps.in().apply(read.values(), rows), n, queries, spec.dMlp()));
    return tensor(maps.out().apply(post.values(), rows), n, queries, spec.dModel());
  }

  /** Neurons after their activation, {@code [n][queries][dMlp]}. */
  private Tensor activated(int layer, Tensor before) {
    Tensor pre = seen(layer, "mlp.hook_pre", before);
    Tensor activated = new Tensor(pre.shape(), pre.values().clone());
    activate(spec, activated.values());
    return seen(layer, "mlp.hook_post", activated);
  }

  /** Rows of neurons {@code [rows][dMlp]}, in place. */
  static void activate(TransformerSpec spec, double[] neurons) {
    Activations.forwardInPlace(spec.activation(), neurons);
    int width = spec.dMlp();
    for (int at = 0; spec.topK() > 0 && at < neurons.length; at += width) {
      Largest.keep(neurons, at, width, spec.topK());
    }
  }

  private Tensor after(int layer, String norm, Tensor stream) {
    return spec.normalization() == Normalization.POST ? normalised(layer, norm, stream) : stream;
  }

  private Tensor normalised(int layer, String name, Tensor x) {
    TransformerWeights.Layer maps = weights.layers().get(layer);
    Optional<Norm> norm = name.equals("ln1") ? maps.norm1() : maps.norm2();
    return normalised(TransformerLayout.block(layer, name), norm.orElseThrow(), x);
  }

  private Tensor normalised(String name, Norm norm, Tensor x) {
    Tensor scale = hooks.value(name + TransformerLayout.NORM_HOOKS.get(0), norm.scale(x));
    return hooks.value(name + TransformerLayout.NORM_HOOKS.get(1), norm.normalised(x, scale));
  }

  private Tensor attend(int layer, Residual stream, int n, int queries) {
    TransformerWeights.Layer maps = weights.layers().get(layer);
    int heads = spec.heads();
    int dHead = spec.dHead();
    Tensor q =
        seen(
            layer,
            "attn.hook_q",
            tensor(stream.project(maps.query(), queries), n, queries, heads, dHead));
    Tensor k =
        seen(
            layer,
            "attn.hook_k",
            tensor(stream.project(maps.key(), positions), n, positions, heads, dHead));
    Tensor v =
        seen(
            layer,
            "attn.hook_v",
            tensor(stream.project(maps.value(), positions), n, positions, heads, dHead));
    Attention attention = new Attention(spec, n, positions, queries);
    Tensor scores = seen(layer, "attn.hook_attn_scores", attention.scores(q, k));
    Tensor pattern = seen(layer, "attn.hook_pattern", attention.pattern(scores));
    Tensor z = seen(layer, "attn.hook_z", attention.mixture(pattern, v));
    return tensor(maps.output().apply(z.values(), n * queries), n, queries, spec.dModel());
  }

  private Tensor seen(int layer, String name, Tensor value) {
    return hooks.value(TransformerLayout.block(layer, name), value);
  }

  /** {@code x + y}, in the array of y. */
  private static Tensor sum(Tensor x, double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += x.values()[i];
    }
    return new Tensor(x.shape(), y);
  }

  private static Tensor tensor(double[] values, Integer... shape) {
    return new Tensor(List.of(shape), values);
  }
}
