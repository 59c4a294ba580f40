package periscope.models.net;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The residual stream before the first layer: of every token at every position it has one value, so
 * maps are computed once for each of these and looked up for the examples.
 */
final class TokenResidual implements Residual {
  private final Tables tables;
  private final int[] tokens; // [all examples][positions]
  private final int from;
  private final int examples;

  /**
   * The stream of some examples.
   *
   * @param from the first of them
   */
  TokenResidual(Tables tables, int[] tokens, int from, int examples) {
    this.tables = tables;
    this.tokens = tokens;
    this.from = from;
    this.examples = examples;
  }

  /** What the first layer's norm makes of this stream. */
  TokenResidual normalised() {
    return new TokenResidual(tables.normalised.orElse(tables), tokens, from, examples);
  }

  @Override
  public double[] project(Linear linear, int queries) {
    return gather(tables.of(linear), linear.out(), queries);
  }

  @Override
  public double[] last(int queries) {
    return gather(tables.stream, tables.width, queries);
  }

  private double[] gather(double[] table, int columns, int queries) {
    double[] gathered = new double[Math.multiplyExact(examples * queries, columns)];
    int to = 0;
    for (int i = from; i < from + examples; i++) {
      for (int position = tables.positions - queries; position < tables.positions; position++) {
        int token = tokens[i * tables.positions + position];
        int row = position * tables.vocabulary + token;
        System.arraycopy(table, row * columns, gathered, to, columns);
        to += columns;
      }
    }
    return gathered;
  }

  /** Values by position and token, for all examples. */
  static final class Tables {
    private final int positions;
    private final int vocabulary;
    private final int width;
    private final double[] stream; // [positions][vocabulary][width]
    private final Map<Linear, double[]> maps = new ConcurrentHashMap<>();
    private final Optional<Tables> normalised;

    /**
     * The stream of all tokens and positions.
     *
     * @param norm the first layer's, if it is before attention
     */
    Tables(TransformerWeights weights, int width, Optional<Norm> norm) {
      this.width = width;
      vocabulary = weights.embedding().length / width;
      positions = weights.positions().length / width;
      stream = new double[positions * vocabulary * width];
      for (int i = 0; i < stream.length; i++) {
        int position = i / (vocabulary * width);
        stream[i] =
            weights.embedding()[i % (vocabulary * width)]
                + weights.positions()[position * width + i % width];
      }
      normalised = norm.map(this::normalised);
    }

    private Tables(Tables other, double[] stream) {
      positions = other.positions;
      vocabulary = other.vocabulary;
      width = other.width;
      this.stream = stream;
      normalised = Optional.empty();
    }

    /** The stream, {@code [positions][vocabulary][width]}; not a copy. */
    double[] stream() {
      return stream;
    }

    private Tables normalised(Norm norm) {
      Tensor x = new Tensor(List.of(positions * vocabulary, width), stream);
      return new Tables(this, norm.normalised(x, norm.scale(x)).values());
    }

    /** {@code [positions][vocabulary][linear.out()]}. */
    private double[] of(Linear linear) {
      return maps.computeIfAbsent(linear, map -> map.apply(stream, positions * vocabulary));
    }
  }
}
