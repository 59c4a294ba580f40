package periscope.models.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import periscope.models.kernel.Gemm;
import periscope.models.task.Task;

/**
 * The first layer's input during training. Before it, the residual stream depends on token and
 * position only, so there is one row for each pair of these that the examples have; the rows'
 * queries, keys and values are computed once a step, in {@link #valueParts}, and looked up for the
 * examples. What the lanes then add up for each row becomes gradients of parameters in {@link
 * #projectionParts} and {@link #embeddingPart}.
 */
final class TokenTable {
  private static final List<String> KINDS = List.of("Q", "K", "V");

  private final TransformerSpec spec;
  private final int vocabulary;
  private final int positions;
  private final int width; // heads · dHead
  private final int[] rowOf; // [positions][vocabulary], −1 where no example has that
  private final int[] tokens; // [rows]
  private final int[] places; // [rows], ascending
  private final int firstQuery; // rows from here on are of positions that ask
  private final Function<Parameters, float[]> embedding; // [vocabulary][dModel]
  private final Function<Parameters, float[]> placement; // [positions][dModel]
  private final boolean learnedPlaces;
  private final List<Projection> projections;
  private final Optional<NormLane> norm; // before the projections
  private final float[] stream; // [rows][dModel]
  private final float[] normed; // [rows][dModel], the stream itself without a norm
  private final float[] qkv; // [rows][3][width]
  private final float[] streamSlope; // [rows from the first that asks][dModel]
  private final float[] normedSlope; // [rows][dModel]
  private final float[] qkvSlope; // [rows][3][width]

  /**
   * The matrix to queries, keys or values.
   *
   * @param column where its results are in a row of {@code qkv}
   * @param firstRow rows before this one do not need it
   */
  private record Projection(
      int column,
      int firstRow,
      Function<Parameters, float[]> weights,
      Optional<Function<Parameters, float[]>> bias) {}

  TokenTable(TransformerSpec spec, ParameterIndex index, Task examples, int queries) {
    this.spec = spec;
    vocabulary = examples.vocabulary();
    positions = examples.arity();
    width = spec.heads() * spec.dHead();
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
    learnedPlaces = spec.positions() == TransformerSpec.Positions.LEARNED;
    projections = new ArrayList<>();
    for (int i = 0; i < KINDS.size(); i++) {
      projections.add(
          new Projection(
              i * width,
              i == 0 ? firstQuery : 0,
              index.find(TransformerLayout.attention(0, "W_" + KINDS.get(i))),
              index.findOptional(TransformerLayout.attention(0, "b_" + KINDS.get(i)))));
    }
    int d = spec.dModel();
    norm =
        spec.normalization() == TransformerSpec.Normalization.PRE
            ? Optional.of(NormLane.of(rows, d, index, TransformerLayout.block(0, "ln1")))
            : Optional.empty();
    stream = new float[Math.multiplyExact(rows, d)];
    normed = norm.isPresent() ? new float[rows * d] : stream;
    qkv = new float[Math.multiplyExact(rows, 3 * width)];
    streamSlope = new float[(rows - firstQuery) * d];
    normedSlope = new float[rows * d];
    qkvSlope = new float[rows * 3 * width];
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

  /** Number of rows. */
  int rows() {
    return tokens.length;
  }

  /** The first row of a position that asks. */
  int firstQuery() {
    return firstQuery;
  }

  /** The row of a token at a position. */
  int row(int position, int token) {
    return rowOf[position * vocabulary + token];
  }

  /** The residual stream, {@code [rows][dModel]}. */
  float[] stream() {
    return stream;
  }

  /** Queries, keys and values, {@code [rows][3][heads][dHead]}. */
  float[] qkv() {
    return qkv;
  }

  /** Where the total gradient of the stream goes, for the rows that ask. */
  float[] streamSlope() {
    return streamSlope;
  }

  /** Where the total gradient of queries, keys and values goes. */
  float[] qkvSlope() {
    return qkvSlope;
  }

  /** What computes the rows, in parts. */
  List<GradientPart> valueParts() {
    List<GradientPart> parts = new ArrayList<>();
    for (RowRange rows : RowRange.split(rows(), 6L * spec.dModel() * width)) {
      parts.add((weights, gradient) -> computeRows(weights, rows));
    }
    return parts;
  }

  private void computeRows(Parameters weights, RowRange rows) {
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
      project(weights, projection, Math.max(rows.from(), projection.firstRow), rows.to());
    }
  }

  private void project(Parameters weights, Projection projection, int from, int to) {
    if (from >= to) {
      return;
    }
    float[] w = projection.weights.apply(weights); // [heads][dModel][dHead]
    if (projection.bias.isPresent()) {
      float[] b = projection.bias.get().apply(weights);
      for (int r = from; r < to; r++) {
        System.arraycopy(b, 0, qkv, r * 3 * width + projection.column, width);
      }
    }
    float beta = projection.bias.isPresent() ? 1f : 0f;
    int d = spec.dModel();
    int dHead = spec.dHead();
    Gemm gemm = Gemm.of(to - from, dHead, d).strides(d, dHead, 3 * width);
    for (int head = 0; head < spec.heads(); head++) {
      int column = from * 3 * width + projection.column + head * dHead;
      gemm.multiply(normed, from * d, w, head * d * dHead, beta, qkv, column);
    }
  }

  /** What takes the gradients of queries, keys and values to W and b, and to the rows' input. */
  List<GradientPart> projectionParts() {
    List<GradientPart> parts = new ArrayList<>();
    for (Projection projection : projections) {
      for (int head = 0; head < spec.heads(); head++) {
        int which = head;
        parts.add((weights, gradient) -> weightSlope(gradient, projection, which));
      }
      projection.bias.ifPresent(
          bias -> parts.add((weights, gradient) -> biasSlope(bias.apply(gradient), projection)));
    }
    for (RowRange rows : RowRange.split(rows(), 6L * spec.dModel() * width)) {
      parts.add((weights, gradient) -> inputSlope(weights, rows));
    }
    return parts;
  }

  private void weightSlope(Parameters gradient, Projection projection, int head) {
    int d = spec.dModel();
    int dHead = spec.dHead();
    int from = projection.firstRow;
    Gemm.of(d, dHead, rows() - from)
        .transposedA()
        .strides(d, 3 * width, dHead)
        .multiply(
            normed,
            from * d,
            qkvSlope,
            from * 3 * width + projection.column + head * dHead,
            0f,
            projection.weights.apply(gradient),
            head * d * dHead);
  }

  private void biasSlope(float[] slope, Projection projection) {
    for (int i = 0; i < width; i++) {
      double sum = 0;
      for (int r = projection.firstRow; r < rows(); r++) {
        sum += qkvSlope[r * 3 * width + projection.column + i];
      }
      slope[i] = (float) sum;
    }
  }

  private void inputSlope(Parameters weights, RowRange rows) {
    int d = spec.dModel();
    int dHead = spec.dHead();
    Arrays.fill(normedSlope, rows.from() * d, rows.to() * d, 0);
    for (Projection projection : projections) {
      int from = Math.max(rows.from(), projection.firstRow);
      if (from < rows.to()) {
        Gemm gemm = Gemm.of(rows.to() - from, d, dHead).transposedB().strides(3 * width, dHead, d);
        float[] w = projection.weights.apply(weights);
        for (int head = 0; head < spec.heads(); head++) {
          int column = from * 3 * width + projection.column + head * dHead;
          gemm.multiply(qkvSlope, column, w, head * d * dHead, 1f, normedSlope, from * d);
        }
      }
    }
  }

  /**
   * What takes the gradients of the rows to the embeddings, after {@link #projectionParts}.
   *
   * @param unembedded how many rows of W_E have a gradient already, as an unembedding
   */
  GradientPart embeddingPart(int unembedded) {
    return (weights, gradient) -> {
      int d = spec.dModel();
      if (norm.isPresent()) {
        norm.get().clear();
        norm.get().backwardInPlace(normedSlope, 0, rows());
        norm.get().total(gradient);
      }
      for (int i = 0; i < streamSlope.length; i++) {
        normedSlope[firstQuery * d + i] += streamSlope[i];
      }
      float[] embed = embedding.apply(gradient);
      Arrays.fill(embed, unembedded * d, embed.length, 0);
      addRows(tokens, embed);
      if (learnedPlaces) {
        float[] place = placement.apply(gradient);
        Arrays.fill(place, 0);
        addRows(places, place);
      }
    };
  }

  private void addRows(int[] targets, float[] sums) {
    int d = spec.dModel();
    for (int r = 0; r < targets.length; r++) {
      for (int i = 0; i < d; i++) {
        sums[targets[r] * d + i] += normedSlope[r * d + i];
      }
    }
  }
}
