package periscope.models.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.RowProduct;
import periscope.models.kernel.SharedQueryScores;

/**
 * From the total gradients of a {@link TokenTable}'s rows to those of the parameters behind them:
 * first {@link #scoreParts}, then {@link #projectionParts}, then {@link #embeddingPart}.
 */
final class TokenSlopes {
  private final TransformerSpec spec;
  private final TokenTable table;
  private final float[] stream; // [rows that ask][dModel]
  private final float[] normed; // [rows][dModel]
  private final float[] queries; // [rows that ask][heads][dHead]
  private final float[] keys; // [rows][heads][dHead]
  private final float[] values; // [rows][heads][dHead]
  private final float[] scores; // [rows][heads]
  private final double[] querySums; // [heads][dHead]

  TokenSlopes(TransformerSpec spec, TokenTable table) {
    this.spec = spec;
    this.table = table;
    stream = new float[(table.rows() - table.firstQuery()) * spec.dModel()];
    normed = new float[table.rows() * spec.dModel()];
    queries = new float[table.queries().length];
    keys = new float[table.keys().length];
    values = new float[table.values().length];
    scores = new float[table.rows() * spec.heads()];
    querySums = new double[spec.heads() * spec.dHead()];
  }

  /** Where the gradient of the residual stream goes, of the rows that ask. */
  float[] stream() {
    return stream;
  }

  /** Where the gradient of queries goes, of the rows that ask. */
  float[] queries() {
    return queries;
  }

  /** Where the gradient of keys goes. */
  float[] keys() {
    return keys;
  }

  /** Where the gradient of values goes. */
  float[] values() {
    return values;
  }

  /** Where the gradient of scores goes, if all examples ask with one row. */
  float[] scores() {
    return scores;
  }

  /** What takes the gradient of scores to queries and keys. */
  List<GradientPart> scoreParts() {
    return table.sharedQuery() && spec.attentionCoefficient() > 0
        ? List.of(
            (weights, gradient) ->
                SharedQueryScores.toRows(
                    scores, table.queries(), table.keys(), queries, keys, querySums))
        : List.of();
  }

  /** What takes the gradients of queries, keys and values to W and b, and to the rows' input. */
  List<GradientPart> projectionParts() {
    List<GradientPart> parts = new ArrayList<>();
    List<float[]> slopes = List.of(queries, keys, values);
    for (int kind = 0; kind < slopes.size(); kind++) {
      TokenTable.Projection projection = table.projections().get(kind);
      float[] slope = slopes.get(kind);
      int d = spec.dModel();
      Gemm product =
          Gemm.of(d, spec.dHead(), table.rows() - projection.firstRow())
              .transposedA()
              .strides(d, spec.heads() * spec.dHead(), spec.dHead());
      for (int head = 0; head < spec.heads(); head++) {
        int which = head;
        parts.add((weights, gradient) -> weightSlope(gradient, projection, slope, which, product));
      }
      projection
          .bias()
          .ifPresent(
              bias -> parts.add((weights, gradient) -> sumRows(slope, bias.apply(gradient))));
    }
    for (RowRange rows : table.split()) {
      RowProduct products =
          new RowProduct(
              n ->
                  Gemm.of(n, spec.dModel(), spec.dHead())
                      .transposedB()
                      .strides(spec.heads() * spec.dHead(), spec.dHead(), spec.dModel()));
      parts.add((weights, gradient) -> inputSlope(weights, slopes, rows, products));
    }
    return parts;
  }

  private void weightSlope(
      Parameters gradient,
      TokenTable.Projection projection,
      float[] slope,
      int head,
      Gemm product) {
    int d = spec.dModel();
    int dHead = spec.dHead();
    int from = projection.firstRow();
    product.multiply(
        table.normed(),
        from * d,
        slope,
        head * dHead,
        0f,
        projection.weights().apply(gradient),
        head * d * dHead);
  }

  /** Sums rows of {@code sums.length} values. */
  static void sumRows(float[] rows, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      double sum = 0;
      for (int j = i; j < rows.length; j += sums.length) {
        sum += rows[j];
      }
      sums[i] = (float) sum;
    }
  }

  private void inputSlope(
      Parameters weights, List<float[]> slopes, RowRange rows, RowProduct products) {
    int d = spec.dModel();
    int dHead = spec.dHead();
    int width = spec.heads() * dHead;
    Arrays.fill(normed, rows.from() * d, rows.to() * d, 0);
    for (int kind = 0; kind < slopes.size(); kind++) {
      TokenTable.Projection projection = table.projections().get(kind);
      int from = Math.max(rows.from(), projection.firstRow());
      if (from < rows.to()) {
        float[] w = projection.weights().apply(weights);
        int first = (from - projection.firstRow()) * width;
        Gemm gemm = products.of(rows.to() - from);
        for (int head = 0; head < spec.heads(); head++) {
          gemm.multiply(
              slopes.get(kind), first + head * dHead, w, head * d * dHead, 1f, normed, from * d);
        }
      }
    }
  }

  /**
   * What takes the gradients of the rows to the embeddings.
   *
   * @param unembedded how many rows of W_E have a gradient already, as an unembedding
   */
  GradientPart embeddingPart(int unembedded) {
    return (weights, gradient) -> {
      if (table.norm().isPresent()) {
        NormLane norm = table.norm().get();
        norm.clear();
        norm.backwardInPlace(normed, 0, table.rows());
        norm.total(gradient);
      }
      int first = table.firstQuery() * spec.dModel();
      for (int i = 0; i < stream.length; i++) {
        normed[first + i] += stream[i];
      }
      table.clear(gradient, unembedded);
      table.addToTokens(normed, gradient);
      if (spec.positions() == TransformerSpec.Positions.LEARNED) {
        table.addToPositions(normed, gradient);
      }
    };
  }
}
