package periscope.models.net;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import periscope.models.kernel.Elementwise;

/**
 * The only layer of a transformer without norms, from tokens to logits past all that lies between
 * but its neurons, in float64. What a head hands on of a token at a position is a row of a table,
 * carried through W_O and W_in or W_U beforehand; a neuron is a sum of as many such rows as there
 * are heads and positions, weighted by the attention pattern.
 *
 * <p>A head's weights add up to the same for every example. So where all examples end in one token,
 * such as =, its row is taken from the others beforehand and added once to what all examples get,
 * and the last position has nothing to sum.
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
  private final boolean oneEnd; // all examples end in one token
  private final TokenPatterns patterns;
  private final TokenRows toNeurons;
  private final TokenRows toLogits;
  private final Linear neuronsToLogits;
  private final int[] heads; // those that look at tokens

  /**
   * The tables.
   *
   * @param stream the residual stream before the layer, {@code [positions][vocabulary][dModel]}
   * @param tokens of all examples, {@code [examples][positions]}
   */
  TokenLayer(
      TransformerSpec spec,
      TransformerWeights weights,
      double[] stream,
      int[] tokens,
      int positions) {
    this.spec = spec;
    this.positions = positions;
    vocabulary = weights.embedding().length / spec.dModel();
    heads = IntStream.range(0, spec.heads()).toArray();
    int end = tokens[positions - 1];
    oneEnd =
        IntStream.range(0, tokens.length / positions)
            .allMatch(i -> tokens[i * positions + positions - 1] == end);
    TransformerWeights.Layer maps = weights.layers().getFirst();
    patterns = new TokenPatterns(spec, maps, stream, positions, vocabulary);
    int last = (positions - 1) * vocabulary;
    double[] asking = oneEnd ? stream(stream, last + end, 1) : stream(stream, last, vocabulary);
    double[] values = values(maps.value(), stream, asking);
    Linear unembedding = weights.unembedding();
    neuronsToLogits = maps.out().then(unembedding);
    maps.output().addBias(asking);
    int rows = asking.length / spec.dModel();
    double[] past = unembedding.withoutBias().apply(asking, rows);
    neuronsToLogits.addBias(past);
    toNeurons = rows(maps.output(), maps.in(), values, maps.in().apply(asking, rows));
    toLogits = rows(maps.output(), unembedding, values, past);
  }

  private TokenLayer(TokenLayer all, TokenRows toNeurons, TokenRows toLogits, int without) {
    spec = all.spec;
    positions = all.positions;
    vocabulary = all.vocabulary;
    oneEnd = all.oneEnd;
    patterns = all.patterns;
    neuronsToLogits = all.neuronsToLogits;
    this.toNeurons = toNeurons;
    this.toLogits = toLogits;
    heads = Arrays.stream(all.heads).filter(head -> head != without).toArray();
  }

  private double[] stream(double[] stream, int first, int rows) {
    int width = spec.dModel();
    return Arrays.copyOfRange(stream, first * width, (first + rows) * width);
  }

  /** Positions of which an example has rows of its own. */
  private int summed() {
    return oneEnd ? positions - 1 : positions;
  }

  /**
   * Values of heads, {@code [positions summed · vocabulary][heads][dHead]}, then of the one end.
   */
  private double[] values(Linear value, double[] stream, double[] asking) {
    int rows = summed() * vocabulary;
    if (!oneEnd) {
      return value.apply(stream, rows);
    }
    double[] read = Arrays.copyOf(stream, (rows + 1) * spec.dModel());
    System.arraycopy(asking, 0, read, rows * spec.dModel(), spec.dModel());
    double[] values = value.apply(read, rows + 1);
    int end = rows * value.out();
    for (int i = 0; i < end; i++) {
      values[i] -= values[end + i % value.out()];
    }
    return values;
  }

  /** What passes a head, then {@code next}. */
  private TokenRows rows(Linear output, Linear next, double[] values, double[] straight) {
    int width = spec.heads() * spec.dHead();
    int count = values.length / width;
    double[][] table = new double[count * spec.heads()][];
    for (int head = 0; head < spec.heads(); head++) {
      int first = head * spec.dHead();
      Linear map = output.rows(first, spec.dHead()).then(next.withoutBias());
      double[][] rows = split(map.apply(values, first, width, count), map.out());
      for (int row = 0; row < count; row++) {
        table[row * spec.heads() + head] = rows[row];
      }
    }
    int own = summed() * vocabulary * spec.heads();
    double[][] common = new double[spec.heads()][next.out()];
    for (int head = 0; head < spec.heads() && own < table.length; head++) {
      Elementwise.addScaled(common[head], table[own + head], patterns.sum(), 0, next.out());
    }
    return TokenRows.of(Arrays.copyOf(table, own), common, split(straight, next.out()));
  }

  private static double[][] split(double[] matrix, int width) {
    double[][] rows = new double[matrix.length / width][width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(matrix, i * width, rows[i], 0, width);
    }
    return rows;
  }

  int classes() {
    return toLogits.width();
  }

  /** Whether a network has such a layer. */
  static boolean applies(TransformerSpec spec) {
    return spec.layers() == 1
        && spec.normalization() == TransformerSpec.Normalization.NONE
        && !spec.finalNormalization();
  }

  /** Whether it has, and hooks leave out everything that this does not compute. */
  static boolean applies(TransformerSpec spec, HookedPass hooks) {
    return applies(spec)
        && !hooks.seesAllPositionsOfAny(TransformerLayout.byQuery(spec, 0))
        && !hooks.seesAny(
            TransformerLayout.activations(spec).stream()
                .filter(name -> !COMPUTED.contains(name))
                .toList());
  }

  /** The same layer, in which a head hands on 0. */
  TokenLayer without(int head) {
    return new TokenLayer(this, toNeurons.without(head), toLogits.without(head), head);
  }

  /**
   * What a head hands on to the neurons with one mixture of values.
   *
   * @param weights of the positions that are summed, {@code [positions · vocabulary]}
   */
  double[] toNeurons(int head, double[] weights) {
    return toNeurons.of(head, weights);
  }

  /** The same to the logits, past the neurons. */
  double[] toLogits(int head, double[] weights) {
    return toLogits.of(head, weights);
  }

  /**
   * How much of every token at every position heads take, summed over examples, {@code
   * [heads][positions summed · vocabulary]}.
   */
  double[][] taken(int[] tokens) {
    double[][] taken = new double[spec.heads()][summed() * vocabulary];
    int n = tokens.length / positions;
    double[] pattern = patterns.of(tokens, 0, n); // [n][positions][heads]
    for (int i = 0; i < n; i++) {
      for (int position = 0; position < summed(); position++) {
        int at = i * positions + position;
        int row = position * vocabulary + tokens[at];
        for (int head = 0; head < taken.length; head++) {
          taken[head][row] += pattern[at * taken.length + head];
        }
      }
    }
    return taken;
  }

  /**
   * Neurons of a block of examples, and what passes them by on the way to the logits.
   *
   * @param tokens {@code [all examples][positions]}
   * @param from the first of the block
   * @param neurons before their activation, {@code [n][dMlp]}, overwritten
   * @param logits of the block from {@code to} on, {@code [n][classes]}, overwritten
   */
  void examples(int[] tokens, int from, int n, double[] neurons, double[] logits, int to) {
    int classes = classes();
    int all = positions * spec.heads();
    double[] pattern = patterns.of(tokens, from, n); // [n][positions][heads]
    int terms = summed() * heads.length;
    double[] weights = new double[terms];
    int[] which = new int[terms];
    double[] row = new double[spec.dMlp()];
    double[] past = new double[classes];
    for (int i = 0; i < n; i++) {
      int at = (from + i) * positions;
      for (int position = 0, term = 0; position < summed(); position++) {
        int first = (position * vocabulary + tokens[at + position]) * spec.heads();
        for (int head : heads) {
          which[term] = first + head;
          weights[term++] = pattern[i * all + position * spec.heads() + head];
        }
      }
      int asking = oneEnd ? 0 : tokens[at + positions - 1];
      toNeurons.sum(asking, which, weights, terms, row);
      System.arraycopy(row, 0, neurons, i * row.length, row.length);
      toLogits.sum(asking, which, weights, terms, past);
      System.arraycopy(past, 0, logits, to + i * classes, classes);
    }
  }

  /** Adds what neurons {@code [n][dMlp]} make of the logits to what passes them by. */
  void addNeurons(double[] neurons, int n, double[] logits, int to) {
    neuronsToLogits.addTo(neurons, n, logits, to);
  }
}
