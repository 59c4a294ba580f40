package periscope.models.net;

import java.util.function.UnaryOperator;

/** A residual stream whose first positions are looked up by the example's beginning. */
final class PrefixedResidual implements Residual {
  private final SharedPrefixes.Stream known;
  private final DenseResidual rest;
  private final int[] beginnings; // [all examples]
  private final int from;

  /**
   * The stream of some examples.
   *
   * @param rest their other positions
   * @param beginnings of all examples
   * @param from the first of them
   */
  PrefixedResidual(SharedPrefixes.Stream known, DenseResidual rest, int[] beginnings, int from) {
    this.known = known;
    this.rest = rest;
    this.beginnings = beginnings;
    this.from = from;
  }

  /**
   * What a norm makes of this stream.
   *
   * @param others what it makes of the positions that are not looked up
   */
  PrefixedResidual normalised(Norm norm, UnaryOperator<Tensor> others) {
    var dense = new DenseResidual(others.apply(rest.stream()));
    return new PrefixedResidual(known.normalised(norm), dense, beginnings, from);
  }

  @Override
  public double[] project(Linear linear, int queries) {
    int own = rest.stream().dim(1);
    return queries <= own
        ? rest.project(linear, queries)
        : joined(known.of(linear), rest.project(linear, own), linear.out(), queries - own);
  }

  @Override
  public double[] last(int queries) {
    int own = rest.stream().dim(1);
    return queries <= own
        ? rest.last(queries)
        : joined(known.values(), rest.last(own), known.width(), queries - own);
  }

  /** The last positions that are looked up, each example's before its others. */
  private double[] joined(double[] table, double[] others, int width, int lookedUp) {
    int examples = rest.stream().dim(0);
    int own = others.length / examples;
    int more = lookedUp * width;
    int row = known.positions() * width;
    double[] all = new double[Math.addExact(others.length, Math.multiplyExact(examples, more))];
    for (int i = 0; i < examples; i++) {
      int end = (beginnings[from + i] + 1) * row;
      System.arraycopy(table, end - more, all, i * (more + own), more);
      System.arraycopy(others, i * own, all, i * (more + own) + more, own);
    }
    return all;
  }
}
