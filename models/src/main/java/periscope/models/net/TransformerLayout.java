package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import periscope.models.net.TransformerSpec.Bias;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.models.net.TransformerSpec.Positions;

/**
 * Names and shapes of a {@link Transformer}'s parameters and activations, as in TransformerLens.
 */
final class TransformerLayout {
  static final String EMBED = "hook_embed";
  static final String POS_EMBED = "hook_pos_embed";
  static final String LOGITS = "logits";
  static final String W_E = "embed.W_E";
  static final String W_POS = "pos_embed.W_pos";
  static final String W_U = "unembed.W_U";
  static final String B_U = "unembed.b_U";

  static final String LN_FINAL = "ln_final";

  /** What follows a norm's name where its activations are meant. */
  static final List<String> NORM_HOOKS = List.of(".hook_scale", ".hook_normalized");

  private TransformerLayout() {}

  /** Parameters in the order in which they are stored. */
  static List<ParameterSpec> parameters(TransformerSpec spec, TaskShape task) {
    int d = spec.dModel();
    int heads = spec.heads();
    int dHead = spec.dHead();
    List<ParameterSpec> list = new ArrayList<>();
    add(list, W_E, task.vocabulary(), d);
    boolean learned = spec.positions() == Positions.LEARNED;
    list.add(new ParameterSpec(W_POS, List.of(task.arity(), d), learned));
    for (int layer = 0; layer < spec.layers(); layer++) {
      addNorm(list, spec, layer, "ln1");
      for (String name : List.of("W_Q", "W_K", "W_V")) {
        add(list, attention(layer, name), heads, d, dHead);
      }
      add(list, attention(layer, "W_O"), heads, dHead, d);
      addBias(list, spec, Bias.Q, attention(layer, "b_Q"), heads, dHead);
      addBias(list, spec, Bias.K, attention(layer, "b_K"), heads, dHead);
      addBias(list, spec, Bias.V, attention(layer, "b_V"), heads, dHead);
      addBias(list, spec, Bias.O, attention(layer, "b_O"), d);
      addNorm(list, spec, layer, "ln2");
      add(list, mlp(layer, "W_in"), d, spec.dMlp());
      addBias(list, spec, Bias.IN, mlp(layer, "b_in"), spec.dMlp());
      add(list, mlp(layer, "W_out"), spec.dMlp(), d);
      addBias(list, spec, Bias.OUT, mlp(layer, "b_out"), d);
    }
    if (spec.finalNormalization()) {
      add(list, LN_FINAL + ".w", d);
      add(list, LN_FINAL + ".b", d);
    }
    int outputs = outputs(spec, task);
    if (!spec.tied()) {
      add(list, W_U, d, outputs);
    }
    if (spec.biases().unembed()) {
      add(list, B_U, outputs);
    }
    return List.copyOf(list);
  }

  private static void add(List<ParameterSpec> list, String name, Integer... shape) {
    list.add(new ParameterSpec(name, List.of(shape), true));
  }

  private static void addNorm(
      List<ParameterSpec> list, TransformerSpec spec, int layer, String name) {
    if (spec.normalization() != Normalization.NONE) {
      add(list, block(layer, name + ".w"), spec.dModel());
      add(list, block(layer, name + ".b"), spec.dModel());
    }
  }

  private static void addBias(
      List<ParameterSpec> list, TransformerSpec spec, Bias bias, String name, Integer... shape) {
    if (spec.biases().has(bias)) {
      add(list, name, shape);
    }
  }

  /** Columns of the unembedding. */
  static int outputs(TransformerSpec spec, TaskShape task) {
    return switch (spec.outputs()) {
      case CLASSES -> task.classes();
      case VOCABULARY -> task.vocabulary();
    };
  }

  static String attention(int layer, String name) {
    return block(layer, "attn." + name);
  }

  static String mlp(int layer, String name) {
    return block(layer, "mlp." + name);
  }

  static String block(int layer, String name) {
    return "blocks." + layer + "." + name;
  }

  /** All activations, in the order of computation. */
  static List<String> activations(TransformerSpec spec) {
    List<String> names = new ArrayList<>(List.of(EMBED, POS_EMBED));
    for (int layer = 0; layer < spec.layers(); layer++) {
      names.addAll(beforeQueries(spec, layer));
      names.add(block(layer, "attn.hook_q"));
      names.addAll(keys(layer));
      names.addAll(afterKeys(spec, layer));
    }
    if (spec.finalNormalization()) {
      NORM_HOOKS.forEach(hook -> names.add(LN_FINAL + hook));
    }
    names.add(LOGITS);
    return List.copyOf(names);
  }

  /** What a layer computes for all positions before its queries. */
  static List<String> beforeQueries(TransformerSpec spec, int layer) {
    List<String> names = new ArrayList<>(List.of(block(layer, "hook_resid_pre")));
    addNormHooks(names, spec.normalization() == Normalization.PRE, layer, "ln1");
    return names;
  }

  private static List<String> keys(int layer) {
    return List.of(block(layer, "attn.hook_k"), block(layer, "attn.hook_v"));
  }

  private static List<String> afterKeys(TransformerSpec spec, int layer) {
    boolean post = spec.normalization() == Normalization.POST;
    List<String> names = new ArrayList<>();
    addAll(names, layer, "attn.hook_attn_scores", "attn.hook_pattern", "attn.hook_z");
    addAll(names, layer, "hook_attn_out", "hook_resid_mid");
    addNormHooks(names, post, layer, "ln1");
    addNormHooks(names, spec.normalization() == Normalization.PRE, layer, "ln2");
    addAll(names, layer, "mlp.hook_pre", "mlp.hook_post", "hook_mlp_out", "hook_resid_post");
    addNormHooks(names, post, layer, "ln2");
    return names;
  }

  private static void addAll(List<String> names, int layer, String... more) {
    for (String name : more) {
      names.add(block(layer, name));
    }
  }

  private static void addNormHooks(List<String> names, boolean present, int layer, String norm) {
    if (present) {
      NORM_HOOKS.forEach(hook -> names.add(block(layer, norm + hook)));
    }
  }

  /** Activations that have one row for each query of a layer, the last one's with what follows. */
  static List<String> byQuery(TransformerSpec spec, int layer) {
    List<String> names = new ArrayList<>(List.of(block(layer, "attn.hook_q")));
    names.addAll(afterKeys(spec, layer));
    if (spec.finalNormalization() && layer == spec.layers() - 1) {
      NORM_HOOKS.forEach(hook -> names.add(LN_FINAL + hook));
    }
    return names;
  }
}
