package periscope.models.net;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import periscope.models.task.Task;

/**
 * PAIR's network written out: for each example, embed, project, add, activate, project, unembed,
 * one sum at a time, with nothing multiplied in advance.
 */
final class PairMlpOracle {
  private final Parameters weights;
  private final Activation activation;

  PairMlpOracle(Parameters weights, Activation activation) {
    this.weights = weights;
    this.activation = activation;
  }

  /** All activations by name. */
  Map<String, double[]> run(Task task) {
    Map<String, double[]> values = new HashMap<>();
    for (int i = 0; i < task.size(); i++) {
      double[][] embedded = {
        embed(task.inputs()[2 * i], "embed.W_E", "embed_a.W_E"),
        embed(task.inputs()[2 * i + 1], "embed.W_E", "embed_b.W_E")
      };
      double[] pre;
      if (embedded[0].length > 0) {
        append(values, "hook_embed", embedded[0]);
        append(values, "hook_embed", embedded[1]);
        double[] fromA = times(embedded[0], find("blocks.0.mlp.W_in", "blocks.0.mlp.W_in_a"));
        double[] fromB = times(embedded[1], find("blocks.0.mlp.W_in", "blocks.0.mlp.W_in_b"));
        pre = plus(fromA, fromB);
      } else {
        double[] fromA = row(find("W_input", "W_input_a"), task.inputs()[2 * i]);
        double[] fromB = row(find("W_input", "W_input_b"), task.inputs()[2 * i + 1]);
        pre = plus(fromA, fromB);
      }
      if (has("blocks.0.mlp.b_in")) {
        pre = plus(pre, find("blocks.0.mlp.b_in")[0]);
      }
      append(values, "blocks.0.mlp.hook_pre", pre);
      double[] post = Arrays.stream(pre).map(this::activate).toArray();
      append(values, "blocks.0.mlp.hook_post", post);
      append(values, "logits", logits(values, post));
    }
    return values;
  }

  private double[] logits(Map<String, double[]> values, double[] post) {
    if (has("W_output")) {
      return times(post, find("W_output"));
    }
    double[] out = times(post, find("blocks.0.mlp.W_out"));
    if (has("blocks.0.mlp.b_out")) {
      out = plus(out, find("blocks.0.mlp.b_out")[0]);
    }
    append(values, "blocks.0.hook_mlp_out", out);
    if (has("unembed.W_U")) {
      return times(out, find("unembed.W_U"));
    }
    double[][] embedding = find("embed.W_E", "embed_a.W_E");
    double[] logits = new double[embedding.length];
    for (int q = 0; q < logits.length; q++) {
      for (int e = 0; e < out.length; e++) {
        logits[q] += out[e] * embedding[q][e];
      }
    }
    return logits;
  }

  private double[] embed(int token, String... names) {
    return Arrays.stream(names).anyMatch(this::has) ? row(find(names), token) : new double[0];
  }

  private double activate(double x) {
    return switch (activation) {
      case RELU -> x > 0 ? x : 0;
      case SQUARE -> x * x;
      case ABS -> x < 0 ? -x : x;
      case GELU ->
          0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * Math.pow(x, 3))));
      case IDENTITY -> x;
    };
  }

  private boolean has(String name) {
    return weights.specs().stream().anyMatch(spec -> spec.name().equals(name));
  }

  private double[][] find(String... names) {
    String name = Arrays.stream(names).filter(this::has).findFirst().orElseThrow();
    ParameterSpec parameter =
        weights.specs().stream().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
    List<Integer> shape = parameter.shape();
    boolean vector = shape.size() == 1;
    double[][] matrix = new double[vector ? 1 : shape.get(0)][shape.getLast()];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        matrix[i][j] = weights.get(name)[i * matrix[i].length + j];
      }
    }
    return matrix;
  }

  private static double[] row(double[][] matrix, int row) {
    return matrix[row].clone();
  }

  private static double[] plus(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  private static double[] times(double[] vector, double[][] matrix) {
    double[] product = new double[matrix[0].length];
    for (int j = 0; j < product.length; j++) {
      for (int i = 0; i < vector.length; i++) {
        product[j] += vector[i] * matrix[i][j];
      }
    }
    return product;
  }

  private static void append(Map<String, double[]> values, String name, double[] more) {
    double[] before = values.getOrDefault(name, new double[0]);
    double[] joined = Arrays.copyOf(before, before.length + more.length);
    System.arraycopy(more, 0, joined, before.length, more.length);
    values.put(name, joined);
  }
}
