package periscope.models.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.RowProduct;
import periscope.models.kernel.SharedQueryScores;
import periscope.models.task.Task;

/**
 * The first layer's input during training. Before it, the residual stream depends on token and
 * position only, so there is one row for each pair of these that the examples have; the rows'
 * queries, keys and values are computed once a step, in {@link #parts}, and looked up for the
 * examples. What becomes of their gradients is in {@link TokenSlopes}.
 */
final class TokenTable {
  private static final List<String> KINDS = List.of("Q", "K", "V");

  private final TransformerSpec spec;
  private final int vocabulary;
  private final int positions;
  private final int[] rowOf; // [positions][vocabulary], −1 where no example has that
  private final int[] tokens; // [rows]
  private final int[] places; // [rows], ascending
  private final int firstQuery; // rows from here on are of positions that ask
  private final Function<Parameters, float[]> embedding; // [vocabulary][dModel]
  private final Function<Parameters, float[]> placement; // [positions][dModel]
  private final List<Projection> projections = new ArrayList<>(); // to queries, keys, values
  private final Optional<NormLane> norm; // before the projections
  private final float[] stream; // [rows][dModel]
  private final float[] normed; // [rows][dModel], the stream itself without a norm
  private final float[] scores; // [rows][heads], if all examples ask with one row
  private final TokenSlopes slopes;

  /**
   * From rows to queries, keys or values.
   *
   * @param firstRow rows before this one do not need them
   * @param weights finds {@code [heads][dModel][dHead]}
   * @param bias finds {@code [heads][dHead]}
   */
  record Projection(
      int firstRow,
      Rows results,
      Function<Parameters, float[]> weights,
      Optional<Function<Parameters, float[]>> bias) {}

  /** Rows of {@code [heads][dHead]} from a projection's first on. */
  static final class Rows {
    private final float[] values;

    Rows(int size) {
      values = new float[size];
    }

    float[] values() {
      return values;
    }
  }

  TokenTable(TransformerSpec spec, ParameterIndex index, Task examples, int queries) {
    this.spec = spec;
    vocabulary = examples.vocabulary();
    positions = examples.arity();
    rowOf = new int[positions * vocabulary];
    int rows = numberRows(examples.inputs());
    tokens = new int[rows];
    places = new int[rows];
    for (int i = 0; i < rowOf.length; i++) {
      if (rowOf[i] >= 0) {
        tokens[rowOf[i]] = i % vocabulary;
        places[rowOf[i]] = i / vocabulary;
      }
    }
    firstQuery = (int) Arrays.stream(places).filter(p -> p < positions - queries).count();
    embedding = index.find(TransformerLayout.W_E);
    placement = index.find(TransformerLayout.W_POS);
    int width = spec.heads() * spec.dHead();
    for (String kind : KINDS) {
      int from = kind.equals("Q") ? firstQuery : 0;
      projections.add(
          new Projection(
              from,
              new Rows(Math.multiplyExact(rows - from, width)),
              index.find(TransformerLayout.attention(0, "W_" + kind)),
              index.findOptional(TransformerLayout.attention(0, "b_" + kind))));
    }
    int d = spec.dModel();
    norm =
        spec.normalization() == TransformerSpec.Normalization.PRE
            ? Optional.of(NormLane.of(rows, d, index, TransformerLayout.block(0, "ln1")))
            : Optional.empty();
    stream = new float[Math.multiplyExact(rows, d)];
    normed = norm.isPresent() ? new float[rows * d] : stream;
    scores = new float[sharedQuery() ? rows * spec.heads() : 0];
    slopes = new TokenSlopes(spec, this);
  }

  private int numberRows(int[] inputs) {
    Arrays.fill(rowOf, -1);
    for (int i = 0; i < inputs.length; i++) {
      rowOf[i % positions * vocabulary + inputs[i]] = 0;
    }
    int rows = 0;
    for (int i = 0; i < rowOf.length; i++) {
      rowOf[i] = rowOf[i] < 0 ? -1 : rows++;
    }
    return rows;
  }

  /** Positions of an example. */
  int positions() {
    return positions;
  }

  /** Number of rows. */
  int rows() {
    return tokens.length;
  }

  /** The first row of a position that asks. */
  int firstQuery() {
    return firstQuery;
  }

  /** Whether all examples ask with one row, as with = at the end. */
  boolean sharedQuery() {
    return firstQuery == rows() - 1;
  }

  /** The row of a token at a position. */
  int row(int position, int token) {
    return rowOf[position * vocabulary + token];
  }

  /** The residual stream, {@code [rows][dModel]}. */
  float[] stream() {
    return stream;
  }

  /** What the projections read, {@code [rows][dModel]}. */
  float[] normed() {
    return normed;
  }

  /** Of the rows from the first query on, {@code [heads][dHead]} each. */
  float[] queries() {
    return projections.get(0).results.values;
  }

  /** {@code [rows][heads][dHead]}. */
  float[] keys() {
    return projections.get(1).results.values;
  }

  /** {@code [rows][heads][dHead]}. */
  float[] values() {
    return projections.get(2).results.values;
  }

  /**
   * What the one row that asks scores the others by, if there is but one, {@code [rows][heads]}.
   */
  float[] scores() {
    return scores;
  }

  /** To queries, keys and values. */
  List<Projection> projections() {
    return projections;
  }

  Optional<NormLane> norm() {
    return norm;
  }

  /** What gradients become. */
  TokenSlopes slopes() {
    return slopes;
  }

  /** Adds each row's values to those of its token. */
  void addToTokens(float[] rows, Parameters gradient) {
    addRows(rows, tokens, embedding.apply(gradient));
  }

  /** Adds each row's values to those of its position. */
  void addToPositions(float[] rows, Parameters gradient) {
    addRows(rows, places, placement.apply(gradient));
  }

  private void addRows(float[] rows, int[] targets, float[] sums) {
    int d = spec.dModel();
    for (int row = 0; row < targets.length; row++) {
      int from = row * d;
      int to = targets[row] * d;
      for (int i = 0; i < d; i++) {
        sums[to + i] += rows[from + i];
      }
    }
  }

  /** Sets gradients to 0 that {@link #addToTokens} and {@link #addToPositions} add to. */
  void clear(Parameters gradient, int firstToken) {
    float[] embed = embedding.apply(gradient);
    Arrays.fill(embed, firstToken * spec.dModel(), embed.length, 0);
    if (spec.positions() == TransformerSpec.Positions.LEARNED) {
      Arrays.fill(placement.apply(gradient), 0);
    }
  }

  /** What computes the rows. */
  List<GradientPart> parts() {
    List<GradientPart> parts = new ArrayList<>();
    for (RowRange rows : split()) {
      RowProduct products =
          new RowProduct(
              n ->
                  Gemm.of(n, spec.dHead(), spec.dModel())
                      .strides(spec.dModel(), spec.dHead(), spec.heads() * spec.dHead()));
      parts.add((weights, gradient) -> computeRows(weights, rows, products));
    }
    return parts;
  }

  /** What computes scores, after {@link #parts}. */
  List<GradientPart> scoreParts() {
    return sharedQuery() && spec.attentionCoefficient() > 0
        ? List.of((weights, gradient) -> SharedQueryScores.ofRows(queries(), keys(), scores))
        : List.of();
  }

  /** The rows in parts, for all projections. */
  List<RowRange> split() {
    return RowRange.split(rows(), 6L * spec.dModel() * spec.heads() * spec.dHead());
  }

  private void computeRows(Parameters weights, RowRange rows, RowProduct products) {
    int d = spec.dModel();
    float[] embed = embedding.apply(weights);
    float[] place = placement.apply(weights);
    for (int r = rows.from(); r < rows.to(); r++) {
      for (int i = 0; i < d; i++) {
        stream[r * d + i] = embed[tokens[r] * d + i] + place[places[r] * d + i];
      }
    }
    if (norm.isPresent()) {
      norm.get().prepare(weights); // every part the same values
      norm.get().forward(stream, rows.from(), rows.count(), normed);
    }
    for (Projection projection : projections) {
      int from = Math.max(rows.from(), projection.firstRow);
      project(weights, projection, from, rows.to(), products);
    }
  }

  private void project(
      Parameters weights, Projection projection, int from, int to, RowProduct products) {
    if (from >= to) {
      return;
    }
    int d = spec.dModel();
    int dHead = spec.dHead();
    int width = spec.heads() * dHead;
    float[] w = projection.weights.apply(weights);
    float[] results = projection.results.values;
    int first = (from - projection.firstRow) * width;
    if (projection.bias.isPresent()) {
      float[] b = projection.bias.get().apply(weights);
      for (int r = 0; r < to - from; r++) {
        System.arraycopy(b, 0, results, first + r * width, width);
      }
    }
    float beta = projection.bias.isPresent() ? 1f : 0f;
    Gemm gemm = products.of(to - from);
    for (int head = 0; head < spec.heads(); head++) {
      gemm.multiply(normed, from * d, w, head * d * dHead, beta, results, first + head * dHead);
    }
  }
}
