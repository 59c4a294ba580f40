package periscope.reports.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import periscope.checkpoints.TensorSpec;
import periscope.models.kernel.Gemm;

/**
 * Products of a transformer's matrices that say more than their factors: from a token to the
 * neurons past attention, and from the neurons to the answers (Nanda et al. 2023). Known by their
 * TransformerLens names; a run without these names has none.
 */
final class CollapsedViews {
  /** The name of what goes from a token to the neurons. */
  static final String TO_NEURONS = "W_E·W_V·W_O·W_in";

  private static final String W_E = "embed.W_E";
  private static final String W_V = "blocks.0.attn.W_V";
  private static final String W_O = "blocks.0.attn.W_O";
  private static final String W_IN = "blocks.0.mlp.W_in";
  private static final String W_U = "unembed.W_U";

  private final List<TensorSpec> tensors;

  private CollapsedViews(List<TensorSpec> tensors) {
    this.tensors = tensors;
  }

  /** Those of a run with these parameters. */
  static List<TensorView> of(List<TensorSpec> tensors) {
    CollapsedViews views = new CollapsedViews(tensors);
    List<TensorView> all = new ArrayList<>();
    views.toNeurons().ifPresent(all::add);
    views.toAnswers().ifPresent(all::add);
    return all;
  }

  private Optional<TensorSpec> find(String name, int rank) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name) && tensor.shape().size() == rank)
        .findFirst();
  }

  private Optional<TensorView> toNeurons() {
    Optional<TensorSpec> embedding = find(W_E, 2);
    Optional<TensorSpec> value = find(W_V, 3); // [heads][dModel][dHead]
    Optional<TensorSpec> output = find(W_O, 3); // [heads][dHead][dModel]
    Optional<TensorSpec> in = find(W_IN, 2);
    if (embedding.isEmpty() || value.isEmpty() || output.isEmpty() || in.isEmpty()) {
      return Optional.empty();
    }
    int tokens = embedding.get().shape().get(0);
    int d = embedding.get().shape().get(1);
    int heads = value.get().shape().get(0);
    int dHead = value.get().shape().get(2);
    int neurons = in.get().shape().get(1);
    if (!value.get().shape().equals(List.of(heads, d, dHead))
        || !output.get().shape().equals(List.of(heads, dHead, d))
        || in.get().shape().get(0) != d) {
      return Optional.empty();
    }
    return Optional.of(
        new TensorView(
            TO_NEURONS,
            "from a token to the neurons of the first layer, as if every head attended to that token alone; heads added up, norms and biases left out",
            tokens,
            neurons,
            1,
            1,
            snapshot -> {
              float[] read = new float[tokens * dHead];
              float[] stream = new float[tokens * d]; // what all heads add to it
              for (int head = 0; head < heads; head++) {
                int from = head * d * dHead;
                Gemm.of(tokens, dHead, d)
                    .multiply(snapshot.get(W_E), 0, snapshot.get(W_V), from, 0, read, 0);
                Gemm.of(tokens, d, dHead).multiply(read, 0, snapshot.get(W_O), from, 1, stream, 0);
              }
              float[] product = new float[tokens * neurons];
              Gemm.of(tokens, neurons, d).multiply(stream, snapshot.get(W_IN), product);
              return product;
            }));
  }

  /** Of the last layer; of an unembedding that is the embedding, transposed. */
  private Optional<TensorView> toAnswers() {
    Optional<TensorSpec> out =
        tensors.stream()
            .filter(
                tensor ->
                    tensor.name().matches("blocks\\.\\d+\\.mlp\\.W_out")
                        && tensor.shape().size() == 2)
            .reduce((first, second) -> second);
    boolean attends = find(W_V, 3).isPresent();
    if (out.isEmpty() || !attends) {
      return Optional.empty(); // an MLP over two operands has W_output among its measures
    }
    int neurons = out.get().shape().get(0);
    int d = out.get().shape().get(1);
    Optional<TensorSpec> unembedding = find(W_U, 2);
    Optional<TensorSpec> matrix = unembedding.or(() -> find(W_E, 2));
    int across = unembedding.isPresent() ? 0 : 1;
    if (matrix.isEmpty() || matrix.get().shape().get(across) != d) {
      return Optional.empty();
    }
    int answers = matrix.get().shape().get(1 - across);
    return Optional.of(
        new TensorView(
            "W_L",
            "W_out · W_U of the last layer: from the neurons to the answers, past all else",
            neurons,
            answers,
            1,
            1,
            snapshot -> {
              Gemm gemm = Gemm.of(neurons, answers, d);
              float[] product = new float[neurons * answers];
              (unembedding.isPresent() ? gemm : gemm.transposedB())
                  .multiply(
                      snapshot.get(out.get().name()), snapshot.get(matrix.get().name()), product);
              return product;
            }));
  }
}
