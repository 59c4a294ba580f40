package periscope.models.net;

import java.util.Map;
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

    Tables(TransformerWeights weights, int width) {
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
    }

    /** {@code [positions][vocabulary][linear.out()]}. */
    private double[] of(Linear linear) {
      return maps.computeIfAbsent(linear, map -> map.apply(stream, positions * vocabulary));
    }
  }
}
