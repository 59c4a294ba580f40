package periscope.models.net;

import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;

/**
 * Attention patterns of the last position over the residual stream before the first layer, in
 * float64: whoever asks sees all positions, and scores depend on tokens alone.
 */
final class TokenPatterns {
  private final TransformerSpec spec;
  private final int positions;
  private final int vocabulary;
  private final double[] query; // [vocabulary][heads][dHead], at the last position
  private final double[] key; // [positions][vocabulary][heads][dHead]
  private final double[][] scores; // [vocabulary], each [heads][positions][vocabulary] when asked

  /**
   * Patterns of a layer.
   *
   * @param stream what attention reads, {@code [positions][vocabulary][dModel]}
   */
  TokenPatterns(
      TransformerSpec spec,
      TransformerWeights.Layer maps,
      double[] stream,
      int positions,
      int vocabulary) {
    this.spec = spec;
    this.positions = positions;
    this.vocabulary = vocabulary;
    int last = (positions - 1) * vocabulary * spec.dModel();
    query = maps.query().apply(stream, last, spec.dModel(), vocabulary);
    key = maps.key().apply(stream, positions * vocabulary);
    scores = new double[vocabulary][0];
  }

  /** What the weights of one head add up to, over all positions. */
  double sum() {
    double alpha = spec.attentionCoefficient();
    return alpha + positions * (1 - alpha);
  }

  /**
   * Patterns of a block of examples, {@code [n][positions][heads]}.
   *
   * @param tokens {@code [all examples][positions]}
   * @param from the first of the block
   */
  double[] of(int[] tokens, int from, int n) {
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
