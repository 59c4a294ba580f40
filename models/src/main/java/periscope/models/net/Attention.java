package periscope.models.net;

/**
 * The part of attention between the projections, over a block of examples in float64; see {@link
 * TransformerSpec} for the formula. Queries are the last of the positions.
 */
final class Attention {
  private final TransformerSpec spec;
  private final int examples;
  private final int positions;
  private final int queries;

  Attention(TransformerSpec spec, int examples, int positions, int queries) {
    this.spec = spec;
    this.examples = examples;
    this.positions = positions;
    this.queries = queries;
  }

  /**
   * q·k/√dHead; −∞ where a query does not see a position.
   *
   * @param q {@code [examples][queries][heads][dHead]}
   * @param k {@code [examples][positions][heads][dHead]}
   */
  Tensor scores(Tensor q, Tensor k) {
    Tensor scores = Tensor.zeros(examples, spec.heads(), queries, positions);
    double scale = 1 / Math.sqrt(spec.dHead());
    forEach(
        (example, head, query, key, at) ->
            scores.values()[at] =
                sees(query, key)
                    ? scale
                        * dot(
                            q.values(),
                            vector(example, queries, query, head),
                            k.values(),
                            vector(example, positions, key, head))
                    : Double.NEGATIVE_INFINITY);
    return scores;
  }

  /**
   * α · softmax + (1 − α) over visible positions, {@code [examples][heads][queries][positions]}.
   */
  Tensor pattern(Tensor scores) {
    double alpha = spec.attentionCoefficient();
    double[] pattern = softmax(scores);
    for (int row = 0; row < pattern.length; row += positions) {
      int query = row / positions % queries;
      for (int key = 0; key < positions; key++) {
        pattern[row + key] = alpha * pattern[row + key] + (sees(query, key) ? 1 - alpha : 0);
      }
    }
    return new Tensor(scores.shape(), pattern);
  }

  /**
   * The pattern's mixture of values, {@code [examples][queries][heads][dHead]}.
   *
   * @param v {@code [examples][positions][heads][dHead]}
   */
  Tensor mixture(Tensor pattern, Tensor v) {
    Tensor mixture = Tensor.zeros(examples, queries, spec.heads(), spec.dHead());
    forEach(
        (example, head, query, key, at) ->
            addScaled(
                pattern.values()[at],
                v.values(),
                vector(example, positions, key, head),
                mixture.values(),
                vector(example, queries, query, head)));
    return mixture;
  }

  /**
   * What a slope of the mixture is of queries, keys and values.
   *
   * @param slope {@code [examples][queries][heads][dHead]}
   */
  Slopes back(Tensor q, Tensor k, Tensor v, Tensor scores, Tensor pattern, double[] slope) {
    double[] score = new double[scores.values().length];
    double[] valueSlope = new double[v.values().length];
    forEach(
        (example, head, query, key, at) -> {
          int from = vector(example, queries, query, head);
          int to = vector(example, positions, key, head);
          addScaled(pattern.values()[at], slope, from, valueSlope, to);
          score[at] = dot(slope, from, v.values(), to);
        });
    throughSoftmax(softmax(scores), score);
    double[] querySlope = new double[q.values().length];
    double[] keySlope = new double[k.values().length];
    forEach(
        (example, head, query, key, at) -> {
          int from = vector(example, queries, query, head);
          int to = vector(example, positions, key, head);
          addScaled(score[at], k.values(), to, querySlope, from);
          addScaled(score[at], q.values(), from, keySlope, to);
        });
    return new Slopes(
        new Tensor(q.shape(), querySlope),
        new Tensor(k.shape(), keySlope),
        new Tensor(v.shape(), valueSlope));
  }

  /**
   * Slopes in the shapes of what they are of.
   *
   * @param query {@code [examples][queries][heads][dHead]}
   * @param key {@code [examples][positions][heads][dHead]}
   * @param value as the key's
   */
  record Slopes(Tensor query, Tensor key, Tensor value) {}

  /** Turns slopes of the pattern into those of q·k. */
  private void throughSoftmax(double[] softmax, double[] slope) {
    double scale = spec.attentionCoefficient() / Math.sqrt(spec.dHead());
    for (int row = 0; row < slope.length; row += positions) {
      double mean = 0;
      for (int i = row; i < row + positions; i++) {
        mean += softmax[i] * slope[i];
      }
      for (int i = row; i < row + positions; i++) {
        slope[i] = scale * softmax[i] * (slope[i] - mean);
      }
    }
  }

  private double[] softmax(Tensor scores) {
    double[] softmax = scores.values().clone();
    for (int row = 0; row < softmax.length; row += positions) {
      softmaxInPlace(softmax, row);
    }
    return softmax;
  }

  private boolean sees(int query, int key) {
    return switch (spec.attention()) {
      case FULL -> true;
      case CAUSAL -> key <= positions - queries + query;
    };
  }

  private int vector(int example, int rows, int row, int head) {
    return ((example * rows + row) * spec.heads() + head) * spec.dHead();
  }

  private double dot(double[] x, int xFrom, double[] y, int yFrom) {
    double sum = 0;
    for (int i = 0; i < spec.dHead(); i++) {
      sum += x[xFrom + i] * y[yFrom + i];
    }
    return sum;
  }

  private void addScaled(double factor, double[] x, int xFrom, double[] y, int yFrom) {
    for (int i = 0; i < spec.dHead(); i++) {
      y[yFrom + i] += factor * x[xFrom + i];
    }
  }

  private void softmaxInPlace(double[] values, int from) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + positions; i++) {
      largest = Math.max(largest, values[i]);
    }
    double sum = 0;
    for (int i = from; i < from + positions; i++) {
      values[i] = Math.exp(values[i] - largest);
      sum += values[i];
    }
    for (int i = from; i < from + positions; i++) {
      values[i] /= sum;
    }
  }

  private void forEach(Cell cell) {
    int at = 0;
    for (int example = 0; example < examples; example++) {
      for (int head = 0; head < spec.heads(); head++) {
        for (int query = 0; query < queries; query++) {
          for (int key = 0; key < positions; key++) {
            cell.visit(example, head, query, key, at++);
          }
        }
      }
    }
  }

  /** One value of {@code [examples][heads][queries][positions]}. */
  private interface Cell {
    void visit(int example, int head, int query, int key, int at);
  }
}
