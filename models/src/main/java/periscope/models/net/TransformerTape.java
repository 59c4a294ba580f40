package periscope.models.net;

import java.util.Arrays;
import java.util.Optional;
import periscope.models.internal.autodiff.Heads;
import periscope.models.internal.autodiff.Tape;
import periscope.models.internal.autodiff.Variable;
import periscope.models.kernel.Dropout;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Normalization;

/**
 * A {@link Transformer} as operations in float64, as {@link TransformerSpec} has the formula; of
 * the last layer, all but keys and values for the last position only.
 */
final class TransformerTape {
  static final int BLOCK_ROWS = 256; // positions of examples

  private final TransformerSpec spec;
  private final TapeNetwork network;
  private final Tape tape;
  private final int positions;
  private final int[] lastRows; // [examples]

  private TransformerTape(TransformerSpec spec, TapeNetwork network, int positions) {
    this.spec = spec;
    this.network = network;
    this.positions = positions;
    tape = network.tape();
    lastRows = new int[network.capacity()];
    Arrays.setAll(lastRows, example -> example * positions + positions - 1);
  }

  /** Writes the network; its outputs are all columns of the unembedding. */
  static TapeGradient.Written write(
      TapeNetwork network, TransformerSpec spec, TaskShape task, int laneCapacity) {
    TokenBlock tokens = new TokenBlock(task.arity(), laneCapacity, network.capacity());
    Variable outputs =
        new TransformerTape(spec, network, task.arity())
            .outputs(tokens, TransformerLayout.outputs(spec, task));
    return new TapeGradient.Written(tokens, outputs);
  }

  private Variable outputs(TokenBlock tokens, int columns) {
    Variable stream = embedded(tokens);
    for (int layer = 0; layer < spec.layers(); layer++) {
      stream = neurons(layer, attention(layer, stream));
    }
    if (spec.finalNormalization()) {
      stream = norm(stream, TransformerLayout.LN_FINAL);
    }
    if (!spec.tied()) {
      return network.linear(stream, TransformerLayout.W_U, TransformerLayout.B_U);
    }
    Variable embedding = network.parameter(TransformerLayout.W_E);
    Variable outputs = tape.productTransposed(stream, embedding, columns);
    Optional<Variable> bias = network.find(TransformerLayout.B_U);
    return bias.isPresent() ? tape.bias(outputs, bias.get()) : outputs;
  }

  private Variable embedded(TokenBlock tokens) {
    int[] places = new int[network.capacity() * positions];
    Arrays.setAll(places, i -> i % positions);
    return tape.sum(
        tape.gather(network.parameter(TransformerLayout.W_E), tokens.all(), positions),
        tape.gather(network.parameter(TransformerLayout.W_POS), places, positions));
  }

  /** The stream after a layer's attention, of the positions that it asks for. */
  private Variable attention(int layer, Variable stream) {
    Variable read = before(layer, "ln1", stream);
    Heads heads =
        new Heads(
            spec.heads(),
            spec.dHead(),
            positions,
            queries(layer),
            spec.attention() == Attention.CAUSAL);
    Variable mixed =
        tape.attention(
            heads,
            spec.attentionCoefficient(),
            projected(layer, "Q", asking(layer, read)),
            projected(layer, "K", read),
            projected(layer, "V", read));
    Variable added =
        network.linear(
            mixed,
            TransformerLayout.attention(layer, "W_O"),
            TransformerLayout.attention(layer, "b_O"));
    return joined(layer, "ln1", asking(layer, stream), dropped(2 * layer, layer, added));
  }

  private Variable neurons(int layer, Variable stream) {
    Variable pre =
        network.linear(
            before(layer, "ln2", stream),
            TransformerLayout.mlp(layer, "W_in"),
            TransformerLayout.mlp(layer, "b_in"));
    Variable added =
        network.linear(
            network.neurons(pre, spec.activation(), spec.topK()),
            TransformerLayout.mlp(layer, "W_out"),
            TransformerLayout.mlp(layer, "b_out"));
    return joined(layer, "ln2", stream, dropped(2 * layer + 1, layer, added));
  }

  private int queries(int layer) {
    return layer == spec.layers() - 1 ? 1 : positions;
  }

  private Variable asking(int layer, Variable x) {
    return queries(layer) == positions ? x : tape.gather(x, lastRows, 1);
  }

  private Variable projected(int layer, String which, Variable x) {
    Variable matrix = network.parameter(TransformerLayout.attention(layer, "W_" + which));
    Variable heads = tape.headsProduct(x, matrix, spec.heads());
    return network
        .find(TransformerLayout.attention(layer, "b_" + which))
        .map(bias -> tape.bias(heads, bias))
        .orElse(heads);
  }

  private Variable dropped(int place, int layer, Variable x) {
    return spec.dropout() > 0
        ? tape.dropout(
            x, new Dropout(spec.dropout()), network.bits(place, queries(layer) * spec.dModel()))
        : x;
  }

  /** What a branch reads. */
  private Variable before(int layer, String norm, Variable stream) {
    return spec.normalization() == Normalization.PRE
        ? norm(stream, TransformerLayout.block(layer, norm))
        : stream;
  }

  /** The stream after a branch. */
  private Variable joined(int layer, String norm, Variable stream, Variable branch) {
    Variable sum = tape.sum(branch, stream);
    return spec.normalization() == Normalization.POST
        ? norm(sum, TransformerLayout.block(layer, norm))
        : sum;
  }

  private Variable norm(Variable x, String name) {
    return tape.normalise(x, network.parameter(name + ".w"), network.parameter(name + ".b"));
  }
}
