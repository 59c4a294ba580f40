package periscope.models.net;

import java.util.Set;
import java.util.function.Consumer;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;
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
  private final double[][] scores; // [vocabulary], each [heads][positions][vocabulary] when asked
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
    scores = new double[vocabulary][0];
    double[] value = maps.value().apply(stream, rows);
    toNeurons = throughHeads(maps.output(), maps.in(), value, rows);
    toLogits = throughHeads(maps.output(), unembedding, value, rows);
    maps.output().addBias(last);
    streamToNeurons = rows(maps.in().apply(last, vocabulary), spec.dMlp());
    neuronsToLogits = maps.out().then(unembedding);
    double[] straight = unembedding.withoutBias().apply(last, vocabulary);
    neuronsToLogits.addBias(straight);
    streamToLogits = rows(straight, unembedding.out());
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
   * Neurons of a block of examples, and what passes them by on the way to the logits.
   *
   * @param tokens {@code [all examples][positions]}
   * @param from the first of the block
   * @param activation changes a row of neurons {@code [dMlp]} while it is in cache
   * @param neurons {@code [n][dMlp]}, overwritten
   * @param logits of the block from {@code to} on, {@code [n][classes]}, overwritten
   */
  void examples(
      int[] tokens,
      int from,
      int n,
      Consumer<double[]> activation,
      double[] neurons,
      double[] logits,
      int to) {
    int classes = neuronsToLogits.out();
    int terms = positions * spec.heads();
    double[] patterns = patterns(tokens, from, n); // [n][positions][heads]
    double[] pattern = new double[terms];
    int[] which = new int[terms];
    double[] row = new double[spec.dMlp()];
    double[] past = new double[classes];
    for (int i = 0; i < n; i++) {
      int at = (from + i) * positions;
      for (int position = 0, term = 0; position < positions; position++) {
        int first = (position * vocabulary + tokens[at + position]) * spec.heads();
        for (int head = 0; head < spec.heads(); head++) {
          which[term++] = first + head;
        }
      }
      System.arraycopy(patterns, i * terms, pattern, 0, terms);
      int queried = tokens[at + positions - 1];
      System.arraycopy(streamToNeurons[queried], 0, row, 0, row.length);
      Mixture.add(row, toNeurons, which, pattern, terms);
      activation.accept(row);
      System.arraycopy(row, 0, neurons, i * row.length, row.length);
      System.arraycopy(streamToLogits[queried], 0, past, 0, classes);
      Mixture.add(past, toLogits, which, pattern, terms);
      System.arraycopy(past, 0, logits, to + i * classes, classes);
    }
  }

  /** Adds what neurons {@code [n][dMlp]} make of the logits to what passes them by. */
  void addNeurons(double[] neurons, int n, double[] logits, int to) {
    neuronsToLogits.addTo(neurons, n, logits, to);
  }

  /** Attention patterns of a block, {@code [n][positions][heads]}; the last position sees all. */
  private double[] patterns(int[] tokens, int from, int n) {
    int heads = spec.heads();
    int terms = positions * heads;
    double[] patterns = new double[n * terms];
    for (int i = 0; i < n; i++) {
      int at = (from + i) * positions;
      double[] known = scores(tokens[at + positions - 1]);
      for (int head = 0; head < heads; head++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int position = 0; position < positions; position++) {
          double score = known[(head * positions + position) * vocabulary + tokens[at + position]];
          largest = Math.max(largest, score);
          patterns[i * terms + position * heads + head] = score;
        }
        for (int position = 0; position < positions; position++) {
          patterns[i * terms + position * heads + head] -= largest;
        }
      }
    }
    Elementwise.expInPlace(patterns, patterns.length);
    for (int row = 0; row < patterns.length; row += terms) {
      for (int head = 0; head < heads; head++) {
        mix(patterns, row + head);
      }
    }
    return patterns;
  }

  /** α · softmax + (1 − α), of the exponentials of one head. */
  private void mix(double[] patterns, int first) {
    double alpha = spec.attentionCoefficient();
    int end = first + positions * spec.heads();
    double sum = 0;
    for (int i = first; i < end; i += spec.heads()) {
      sum += patterns[i];
    }
    for (int i = first; i < end; i += spec.heads()) {
      patterns[i] = alpha * (patterns[i] / sum) + (1 - alpha);
    }
  }

  /** Scores of all tokens at all positions where this token asks, made when first asked for. */
  private double[] scores(int queried) {
    if (scores[queried].length == 0) {
      int heads = spec.heads();
      int dHead = spec.dHead();
      int rows = positions * vocabulary;
      double[] made = new double[heads * rows];
      Gemm products = Gemm.of(1, rows, dHead).transposedB().strides(dHead, heads * dHead, rows);
      for (int head = 0; head < heads; head++) {
        int q = (queried * heads + head) * dHead;
        products.multiply(query, q, key, head * dHead, 0.0, made, head * rows);
      }
      double scale = 1 / Math.sqrt(dHead);
      for (int i = 0; i < made.length; i++) {
        made[i] *= scale;
      }
      scores[queried] = made;
    }
    return scores[queried];
  }
}
