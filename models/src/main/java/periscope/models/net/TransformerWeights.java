package periscope.models.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import periscope.models.kernel.Elementwise;

/**
 * A transformer's parameters as maps in float64, each attention map with its heads side by side.
 */
final class TransformerWeights {
  private final double[] embedding; // [vocabulary][dModel]
  private final double[] positions; // [positions][dModel]
  private final List<Layer> layers;
  private final Optional<Norm> finalNorm;
  private final Linear unembedding;

  /**
   * One block's maps.
   *
   * @param query from the residual stream to {@code [heads][dHead]}; likewise key and value
   * @param output from there back
   * @param in from the residual stream to the neurons
   * @param out from there back
   * @param norm1 of attention, if there is one
   * @param norm2 of the neurons, if there is one
   */
  record Layer(
      Linear query,
      Linear key,
      Linear value,
      Linear output,
      Linear in,
      Linear out,
      Optional<Norm> norm1,
      Optional<Norm> norm2) {}

  private TransformerWeights(
      double[] embedding,
      double[] positions,
      List<Layer> layers,
      Optional<Norm> finalNorm,
      Linear unembedding) {
    this.embedding = embedding;
    this.positions = positions;
    this.layers = layers;
    this.finalNorm = finalNorm;
    this.unembedding = unembedding;
  }

  /**
   * Arranges parameters.
   *
   * @param values in the order of the specifications
   */
  static TransformerWeights of(
      TransformerSpec spec, int classes, List<ParameterSpec> parameters, Tensor[] values) {
    Map<String, Tensor> named = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      named.put(parameters.get(i).name(), values[i]);
    }
    return new Arranging(spec, named).weights(classes);
  }

  double[] embedding() {
    return embedding;
  }

  double[] positions() {
    return positions;
  }

  List<Layer> layers() {
    return layers;
  }

  Optional<Norm> finalNorm() {
    return finalNorm;
  }

  Linear unembedding() {
    return unembedding;
  }

  private record Arranging(TransformerSpec spec, Map<String, Tensor> named) {
    TransformerWeights weights(int classes) {
      List<Layer> layers = new ArrayList<>();
      for (int i = 0; i < spec.layers(); i++) {
        layers.add(layer(i));
      }
      return new TransformerWeights(
          get(TransformerLayout.W_E),
          get(TransformerLayout.W_POS),
          layers,
          norm(TransformerLayout.LN_FINAL),
          new Linear(unembedding(), spec.dModel(), classes, find(TransformerLayout.B_U)));
    }

    /** {@code [dModel][outputs]}. */
    private double[] unembedding() {
      if (!spec.tied()) {
        return get(TransformerLayout.W_U);
      }
      double[] embedding = get(TransformerLayout.W_E); // [vocabulary][dModel]
      int width = spec.dModel();
      return Elementwise.transposed(embedding, embedding.length / width, width);
    }

    private Optional<Norm> norm(String name) {
      return named.containsKey(name + ".w")
          ? Optional.of(new Norm(get(name + ".w"), get(name + ".b")))
          : Optional.empty();
    }

    private Layer layer(int i) {
      int d = spec.dModel();
      String inputBias = TransformerLayout.mlp(i, "b_in");
      String outputBias = TransformerLayout.mlp(i, "b_out");
      return new Layer(
          heads(i, "Q"),
          heads(i, "K"),
          heads(i, "V"),
          new Linear(
              get(TransformerLayout.attention(i, "W_O")),
              spec.heads() * spec.dHead(),
              d,
              find(TransformerLayout.attention(i, "b_O"))),
          new Linear(get(TransformerLayout.mlp(i, "W_in")), d, spec.dMlp(), find(inputBias)),
          new Linear(get(TransformerLayout.mlp(i, "W_out")), spec.dMlp(), d, find(outputBias)),
          norm(TransformerLayout.block(i, "ln1")),
          norm(TransformerLayout.block(i, "ln2")));
    }

    /** {@code [heads][dModel][dHead]} as {@code [dModel][heads · dHead]}. */
    private Linear heads(int layer, String which) {
      double[] stored = get(TransformerLayout.attention(layer, "W_" + which));
      int d = spec.dModel();
      int dHead = spec.dHead();
      int width = spec.heads() * dHead;
      double[] sideBySide = new double[stored.length];
      for (int row = 0; row < spec.heads() * d; row++) {
        int to = row % d * width + row / d * dHead;
        System.arraycopy(stored, row * dHead, sideBySide, to, dHead);
      }
      String bias = TransformerLayout.attention(layer, "b_" + which);
      return new Linear(sideBySide, d, width, find(bias));
    }

    private double[] get(String name) {
      Tensor value = named.get(name);
      if (value == null) {
        throw new IllegalStateException("the layout has no parameter " + name);
      }
      return value.values();
    }

    /** A bias, empty if there is none. */
    private double[] find(String name) {
      return named.containsKey(name) ? get(name) : new double[0];
    }
  }
}
