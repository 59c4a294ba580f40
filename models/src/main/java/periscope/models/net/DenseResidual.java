package periscope.models.net;

/** A residual stream with its values written out. */
final class DenseResidual implements Residual {
  private final Tensor stream;
  private final double[] values; // [examples][positions][dModel]
  private final int examples;
  private final int positions;
  private final int width;

  DenseResidual(Tensor stream) {
    this.stream = stream;
    values = stream.values();
    examples = stream.dim(0);
    positions = stream.dim(1);
    width = stream.dim(2);
  }

  /** The stream, {@code [examples][positions][dModel]}. */
  Tensor stream() {
    return stream;
  }

  @Override
  public double[] project(Linear linear, int queries) {
    if (queries == positions) {
      return linear.apply(values, examples * positions);
    }
    return linear.apply(last(queries), examples * queries);
  }

  @Override
  public double[] last(int queries) {
    double[] chosen = new double[examples * queries * width];
    for (int i = 0; i < examples; i++) {
      System.arraycopy(
          values,
          ((i + 1) * positions - queries) * width,
          chosen,
          i * queries * width,
          queries * width);
    }
    return chosen;
  }
}
