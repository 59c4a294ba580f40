package periscope.models.net;

import java.util.ArrayList;
import java.util.List;

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

  private static final List<String> BEFORE_QUERIES = List.of("hook_resid_pre");
  private static final List<String> KEYS = List.of("attn.hook_k", "attn.hook_v");
  private static final List<String> AFTER_KEYS =
      List.of(
          "attn.hook_attn_scores",
          "attn.hook_pattern",
          "attn.hook_z",
          "hook_attn_out",
          "hook_resid_mid",
          "mlp.hook_pre",
          "mlp.hook_post",
          "hook_mlp_out",
          "hook_resid_post");

  private TransformerLayout() {}

  /** Parameters in the order in which they are stored. */
  static List<ParameterSpec> parameters(TransformerSpec spec, TaskShape task) {
    int d = spec.dModel();
    int heads = spec.heads();
    int dHead = spec.dHead();
    TransformerSpec.Biases biases = spec.biases();
    List<ParameterSpec> list = new ArrayList<>();
    add(list, W_E, task.vocabulary(), d);
    add(list, W_POS, task.arity(), d);
    for (int layer = 0; layer < spec.layers(); layer++) {
      for (String name : List.of("W_Q", "W_K", "W_V")) {
        add(list, attention(layer, name), heads, d, dHead);
      }
      add(list, attention(layer, "W_O"), heads, dHead, d);
      if (biases.attention()) {
        for (String name : List.of("b_Q", "b_K", "b_V")) {
          add(list, attention(layer, name), heads, dHead);
        }
        add(list, attention(layer, "b_O"), d);
      }
      add(list, mlp(layer, "W_in"), d, spec.dMlp());
      if (biases.mlp()) {
        add(list, mlp(layer, "b_in"), spec.dMlp());
      }
      add(list, mlp(layer, "W_out"), spec.dMlp(), d);
      if (biases.mlp()) {
        add(list, mlp(layer, "b_out"), d);
      }
    }
    int outputs = outputs(spec, task);
    add(list, W_U, d, outputs);
    if (biases.unembed()) {
      add(list, B_U, outputs);
    }
    return List.copyOf(list);
  }

  private static void add(List<ParameterSpec> list, String name, Integer... shape) {
    list.add(new ParameterSpec(name, List.of(shape), true));
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
  static List<String> activations(int layers) {
    List<String> names = new ArrayList<>(List.of(EMBED, POS_EMBED));
    for (int layer = 0; layer < layers; layer++) {
      int l = layer;
      BEFORE_QUERIES.forEach(name -> names.add(block(l, name)));
      names.add(block(l, "attn.hook_q"));
      KEYS.forEach(name -> names.add(block(l, name)));
      AFTER_KEYS.forEach(name -> names.add(block(l, name)));
    }
    names.add(LOGITS);
    return List.copyOf(names);
  }

  /** Activations of a layer that have one row for each query. */
  static List<String> byQuery(int layer) {
    List<String> names = new ArrayList<>(List.of(block(layer, "attn.hook_q")));
    AFTER_KEYS.forEach(name -> names.add(block(layer, name)));
    return names;
  }
}
