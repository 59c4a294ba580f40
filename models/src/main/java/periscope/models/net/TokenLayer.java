package periscope.models.net;

import java.util.List;
import java.util.Set;
import periscope.models.kernel.Mixture;

/**
 * The only layer of a transformer without norms, from tokens to logits past all that lies between
 * but its neurons, in float64. What a head hands on of a token at a position is a row of a table,
 * carried through W_O and W_in or W_U beforehand; a neuron is a sum of as many such rows as there
 * are heads and positions, weighted by the attention pattern.
 */
final class TokenLayer {
  /** The activations that this computes, at the last position only. */
  private static final Set<String> COMPUTED =
      Set.of(
          TransformerLayout.mlp(0, "hook_pre"),
          TransformerLayout.mlp(0, "hook_post"),
          TransformerLayout.LOGITS);

  private final TransformerSpec spec;
  private final int positions;
  private final int vocabulary;
  private final double[] query; // [vocabulary][heads][dHead], at the last position
  private final double[] key; // [positions][vocabulary][heads][dHead]
  private final double[][] toNeurons; // [positions · vocabulary · heads][dMlp]
  private final double[][] toLogits; // [positions · vocabulary · heads][classes]
  private final double[][] streamToNeurons; // [vocabulary][dMlp], at the last position
  private final double[][] streamToLogits; // [vocabulary][classes]
  private final Linear neuronsToLogits;

  /**
   * The tables.
   *
   * @param stream the residual stream before the layer, {@code [positions][vocabulary][dModel]}
   */
  TokenLayer(TransformerSpec spec, TransformerWeights weights, double[] stream, int positions) {
    this.spec = spec;
    this.positions = positions;
    vocabulary = weights.embedding().length / spec.dModel();
    int rows = positions * vocabulary;
    TransformerWeights.Layer maps = weights.layers().getFirst();
    Linear unembedding = weights.unembedding();
    double[] last = new double[vocabulary * spec.dModel()];
    System.arraycopy(stream, stream.length - last.length, last, 0, last.length);
    query = maps.query().apply(last, vocabulary);
    key = maps.key().apply(stream, rows);
    double[] value = maps.value().apply(stream, rows);
    toNeurons = throughHeads(maps.output(), maps.in(), value, rows);
    toLogits = throughHeads(maps.output(), unembedding, value, rows);
    maps.output().addBias(last);
    streamToNeurons = rows(maps.in().apply(last, vocabulary), spec.dMlp());
    streamToLogits = rows(unembedding.withoutBias().apply(last, vocabulary), unembedding.out());
    neuronsToLogits = maps.out().then(unembedding);
  }

  /** What passes a head, then {@code next}: {@code [rows · heads][next.out()]}. */
  private double[][] throughHeads(Linear output, Linear next, double[] value, int rows) {
    int heads = spec.heads();
    int dHead = spec.dHead();
    double[][] table = new double[rows * heads][];
    for (int head = 0; head < heads; head++) {
      Linear map = output.rows(head * dHead, dHead).then(next.withoutBias());
      double[] all = map.apply(value, head * dHead, heads * dHead, rows);
      double[][] byRow = rows(all, map.out());
      for (int row = 0; row < rows; row++) {
        table[row * heads + head] = byRow[row];
      }
    }
    return table;
  }

  private static double[][] rows(double[] matrix, int width) {
    double[][] rows = new double[matrix.length / width][width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(matrix, i * width, rows[i], 0, width);
    }
    return rows;
  }

  /** Whether hooks leave out everything that this does not compute. */
  static boolean applies(TransformerSpec spec, HookedPass hooks) {
    return spec.layers() == 1
        && spec.normalization() == TransformerSpec.Normalization.NONE
        && !spec.finalNormalization()
        && !hooks.seesAllPositionsOfAny(TransformerLayout.byQuery(spec, 0))
        && !hooks.seesAny(
            TransformerLayout.activations(spec).stream()
                .filter(name -> !COMPUTED.contains(name))
                .toList());
  }

  /**
   * Neurons before their activation, and what passes them by on the way to the logits.
   *
   * @param pre {@code [n][1][dMlp]}
   * @param past {@code [n][classes]}
   */
  record Part(Tensor pre, Tensor past) {}

  /**
   * A block of examples.
   *
   * @param tokens {@code [all examples][positions]}
   * @param from the first of the block
   */
  Part examples(int[] tokens, int from, int n) {
    int classes = neuronsToLogits.out();
    double[] pre = new double[Math.multiplyExact(n, spec.dMlp())];
    double[] past = new double[n * classes];
    double[] neurons = new double[spec.dMlp()];
    double[] logits = new double[classes];
    double[] pattern = new double[positions * spec.heads()];
    int[] which = new int[pattern.length];
    for (int i = 0; i < n; i++) {
      int at = (from + i) * positions;
      int queried = tokens[at + positions - 1];
      attend(tokens, at, queried, pattern, which);
      System.arraycopy(streamToNeurons[queried], 0, neurons, 0, neurons.length);
      Mixture.add(neurons, toNeurons, which, pattern, which.length);
      System.arraycopy(neurons, 0, pre, i * neurons.length, neurons.length);
      System.arraycopy(streamToLogits[queried], 0, logits, 0, classes);
      Mixture.add(logits, toLogits, which, pattern, which.length);
      System.arraycopy(logits, 0, past, i * classes, classes);
    }
    return new Part(
        new Tensor(List.of(n, 1, spec.dMlp()), pre), new Tensor(List.of(n, classes), past));
  }

  /** Adds what the neurons make of the logits to what passes them by. */
  double[] logits(Tensor post, Part part) {
    double[] logits = neuronsToLogits.apply(post.values(), post.dim(0));
    for (int i = 0; i < logits.length; i++) {
      logits[i] += part.past().values()[i];
    }
    return logits;
  }

  /** The pattern over positions, by head, and the rows of the tables that it weights. */
  private void attend(int[] tokens, int at, int queried, double[] pattern, int[] which) {
    int heads = spec.heads();
    int dHead = spec.dHead();
    double scale = 1 / Math.sqrt(dHead);
    for (int position = 0; position < positions; position++) {
      int row = position * vocabulary + tokens[at + position];
      for (int head = 0; head < heads; head++) {
        double score = 0;
        int q = (queried * heads + head) * dHead;
        int k = (row * heads + head) * dHead;
        for (int j = 0; j < dHead; j++) {
          score += query[q + j] * key[k + j];
        }
        pattern[position * heads + head] = scale * score;
        which[position * heads + head] = row * heads + head;
      }
    }
    for (int head = 0; head < heads; head++) {
      softmax(pattern, head);
    }
  }

  /** α · softmax + (1 − α); the last position sees all. */
  private void softmax(double[] pattern, int head) {
    int heads = spec.heads();
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = head; i < pattern.length; i += heads) {
      largest = Math.max(largest, pattern[i]);
    }
    double sum = 0;
    for (int i = head; i < pattern.length; i += heads) {
      pattern[i] = Math.exp(pattern[i] - largest);
      sum += pattern[i];
    }
    double alpha = spec.attentionCoefficient();
    for (int i = head; i < pattern.length; i += heads) {
      pattern[i] = alpha * (pattern[i] / sum) + (1 - alpha);
    }
  }
}
