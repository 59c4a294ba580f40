package periscope.models.net;

/** The residual stream of a block of examples before a layer. */
sealed interface Residual permits DenseResidual, PrefixedResidual, TokenResidual {

  /**
   * A map of the last {@code queries} positions.
   *
   * @return {@code [examples][queries][linear.out()]}
   */
  double[] project(Linear linear, int queries);

  /** The stream at the last {@code queries} positions, in an array of its own. */
  double[] last(int queries);
}
