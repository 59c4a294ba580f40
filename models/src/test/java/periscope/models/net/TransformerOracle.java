package periscope.models.net;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import periscope.models.task.Task;

/**
 * A transformer written out: for each example, position and head one sum at a time, with nothing
 * shared or left out. Any activation can be multiplied by a factor on its way.
 */
final class TransformerOracle {
  private final TransformerSpec spec;
  private final Map<String, List<Integer>> shapes = new HashMap<>();
  private final Map<String, float[]> parameters = new HashMap<>();
  private final Map<String, Double> factors;
  private final Map<String, double[]> values = new LinkedHashMap<>();

  TransformerOracle(TransformerSpec spec, Parameters weights, Map<String, Double> factors) {
    this.spec = spec;
    this.factors = factors;
    for (ParameterSpec parameter : weights.specs()) {
      shapes.put(parameter.name(), parameter.shape());
      parameters.put(parameter.name(), weights.get(parameter.name()));
    }
  }

  /** All activations by name, all examples one after the other. */
  Map<String, double[]> run(Task task) {
    for (int i = 0; i < task.size(); i++) {
      example(
          Arrays.copyOfRange(task.inputs(), i * task.arity(), (i + 1) * task.arity()),
          task.classes());
    }
    return values;
  }

  private void example(int[] tokens, int classes) {
    int n = tokens.length;
    int d = spec.dModel();
    double[][] embed = new double[n][d];
    double[][] places = new double[n][d];
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < d; i++) {
        embed[t][i] = at("embed.W_E", tokens[t], i);
        places[t][i] = at("pos_embed.W_pos", t, i);
      }
    }
    note("hook_embed", embed);
    note("hook_pos_embed", places);
    double[][] stream = sum(embed, places);
    for (int layer = 0; layer < spec.layers(); layer++) {
      stream = block("blocks." + layer + ".", stream);
    }
    if (spec.finalNormalization()) {
      stream = norm("ln_final", stream);
    }
    double[][] logits = new double[1][classes];
    for (int q = 0; q < classes; q++) {
      logits[0][q] = bias("unembed.b_U", q);
      for (int i = 0; i < d; i++) {
        logits[0][q] +=
            stream[n - 1][i] * (spec.tied() ? at("embed.W_E", q, i) : at("unembed.W_U", i, q));
      }
    }
    note("logits", logits);
  }

  private double[][] block(String block, double[][] before) {
    int n = before.length;
    note(block + "hook_resid_pre", before);
    boolean pre = spec.normalization() == TransformerSpec.Normalization.PRE;
    boolean post = spec.normalization() == TransformerSpec.Normalization.POST;
    double[][] z = attention(block + "attn.", pre ? norm(block + "ln1", before) : before);
    double[][] attended = new double[n][spec.dModel()];
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < spec.dModel(); i++) {
        attended[t][i] = bias(block + "attn.b_O", i);
        for (int h = 0; h < spec.heads(); h++) {
          for (int e = 0; e < spec.dHead(); e++) {
            attended[t][i] += z[t][h * spec.dHead() + e] * at(block + "attn.W_O", h, e, i);
          }
        }
      }
    }
    note(block + "hook_attn_out", attended);
    double[][] mid = sum(before, attended);
    note(block + "hook_resid_mid", mid);
    if (post) {
      mid = norm(block + "ln1", mid);
    }
    double[][] read = pre ? norm(block + "ln2", mid) : mid;
    double[][] in = times(read, block + "mlp.W_in", block + "mlp.b_in", spec.dMlp());
    note(block + "mlp.hook_pre", in);
    double[][] active = new double[n][];
    for (int t = 0; t < n; t++) {
      active[t] = largest(Arrays.stream(in[t]).map(this::activate).toArray());
    }
    note(block + "mlp.hook_post", active);
    double[][] out = times(active, block + "mlp.W_out", block + "mlp.b_out", spec.dModel());
    note(block + "hook_mlp_out", out);
    double[][] after = sum(mid, out);
    note(block + "hook_resid_post", after);
    return post ? norm(block + "ln2", after) : after;
  }

  private double[][] norm(String name, double[][] x) {
    double[][] scale = new double[x.length][1];
    double[][] mean = new double[x.length][1];
    for (int t = 0; t < x.length; t++) {
      mean[t][0] = Arrays.stream(x[t]).average().orElseThrow();
      double m = mean[t][0];
      double variance = Arrays.stream(x[t]).map(v -> (v - m) * (v - m)).average().orElseThrow();
      scale[t][0] = Math.sqrt(variance + 1e-5);
    }
    note(name + ".hook_scale", scale);
    double[][] y = new double[x.length][spec.dModel()];
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < spec.dModel(); i++) {
        y[t][i] = (x[t][i] - mean[t][0]) / scale[t][0] * at(name + ".w", i) + at(name + ".b", i);
      }
    }
    note(name + ".hook_normalized", y);
    return y;
  }

  /** The topK largest values, the first of equal ones; the others 0. */
  private double[] largest(double[] values) {
    double[] kept = values.clone();
    for (int i = 0; spec.topK() > 0 && i < values.length; i++) {
      int before = 0;
      for (int j = 0; j < values.length; j++) {
        before += values[j] > values[i] || (values[j] == values[i] && j < i) ? 1 : 0;
      }
      kept[i] = before < spec.topK() ? values[i] : 0;
    }
    return kept;
  }

  /** A bias, 0 if there is none. */
  private double bias(String name, int... index) {
    return parameters.containsKey(name) ? at(name, index) : 0;
  }

  /** What the heads have read, [position][head · dHead + e]. */
  private double[][] attention(String attn, double[][] x) {
    int n = x.length;
    int heads = spec.heads();
    int dHead = spec.dHead();
    double[][] q = project(x, attn + "W_Q", attn + "b_Q");
    double[][] k = project(x, attn + "W_K", attn + "b_K");
    double[][] v = project(x, attn + "W_V", attn + "b_V");
    note(attn + "hook_q", q);
    note(attn + "hook_k", k);
    note(attn + "hook_v", v);
    double[][] scores = new double[heads * n][n];
    for (int h = 0; h < heads; h++) {
      for (int from = 0; from < n; from++) {
        for (int to = 0; to < n; to++) {
          double dot = 0;
          for (int e = h * dHead; e < (h + 1) * dHead; e++) {
            dot += q[from][e] * k[to][e];
          }
          scores[h * n + from][to] =
              visible(from, to) ? dot / Math.sqrt(dHead) : Double.NEGATIVE_INFINITY;
        }
      }
    }
    note(attn + "hook_attn_scores", scores);
    double[][] pattern = new double[heads * n][n];
    double[][] z = new double[n][heads * dHead];
    for (int row = 0; row < heads * n; row++) {
      double sum = Arrays.stream(scores[row]).map(Math::exp).sum();
      for (int to = 0; to < n; to++) {
        pattern[row][to] =
            spec.attentionCoefficient() * Math.exp(scores[row][to]) / sum
                + (visible(row % n, to) ? 1 - spec.attentionCoefficient() : 0);
      }
    }
    note(attn + "hook_pattern", pattern);
    for (int h = 0; h < heads; h++) {
      for (int from = 0; from < n; from++) {
        for (int to = 0; to < n; to++) {
          for (int e = h * dHead; e < (h + 1) * dHead; e++) {
            z[from][e] += pattern[h * n + from][to] * v[to][e];
          }
        }
      }
    }
    note(attn + "hook_z", z);
    return z;
  }

  private boolean visible(int from, int to) {
    return spec.attention() == TransformerSpec.Attention.FULL || to <= from;
  }

  private double[][] project(double[][] x, String matrix, String bias) {
    double[][] result = new double[x.length][spec.heads() * spec.dHead()];
    for (int t = 0; t < x.length; t++) {
      for (int h = 0; h < spec.heads(); h++) {
        for (int e = 0; e < spec.dHead(); e++) {
          double sum = bias(bias, h, e);
          for (int i = 0; i < spec.dModel(); i++) {
            sum += x[t][i] * at(matrix, h, i, e);
          }
          result[t][h * spec.dHead() + e] = sum;
        }
      }
    }
    return result;
  }

  private double[][] times(double[][] x, String matrix, String bias, int columns) {
    double[][] result = new double[x.length][columns];
    for (int t = 0; t < x.length; t++) {
      for (int j = 0; j < columns; j++) {
        result[t][j] = bias(bias, j);
        for (int i = 0; i < x[t].length; i++) {
          result[t][j] += x[t][i] * at(matrix, i, j);
        }
      }
    }
    return result;
  }

  private double activate(double x) {
    return switch (spec.activation()) {
      case RELU -> x > 0 ? x : 0;
      case SQUARE -> x * x;
      case ABS -> x < 0 ? -x : x;
      case GELU ->
          0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * Math.pow(x, 3))));
      case IDENTITY -> x;
    };
  }

  /** One weight by its indices. */
  private double at(String name, int... index) {
    List<Integer> shape = Objects.requireNonNull(shapes.get(name), name);
    int offset = 0;
    for (int i = 0; i < index.length; i++) {
      offset = offset * shape.get(i) + index[i];
    }
    return Objects.requireNonNull(parameters.get(name), name)[offset];
  }

  private static double[][] sum(double[][] x, double[][] y) {
    double[][] sum = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      sum[t] = x[t].clone();
      for (int i = 0; i < sum[t].length; i++) {
        sum[t][i] += y[t][i];
      }
    }
    return sum;
  }

  /** Multiplies a value by its factor, in place, and keeps it. */
  private void note(String name, double[][] value) {
    double factor = factors.getOrDefault(name, 1.0);
    double[] before = values.getOrDefault(name, new double[0]);
    int width = value[0].length;
    double[] joined = Arrays.copyOf(before, before.length + value.length * width);
    for (int row = 0; row < value.length; row++) {
      for (int i = 0; i < width; i++) {
        value[row][i] *= factor;
        joined[before.length + row * width + i] = value[row][i];
      }
    }
    values.put(name, joined);
  }
}
