package periscope.models.kernel;

/** What attention compares queries and keys by, q·k / √dHead, over blocks of queries. */
public interface HeadScores {

  /**
   * Scores of queries.
   *
   * @param scores by position of the key, {@code [queries][heads]} each
   */
  void forward(HeadIndex index, int queries, float[][] scores);

  /**
   * The gradient of {@link #forward}, added to that of the rows.
   *
   * @param slopes gradients of the scores
   */
  void backward(HeadIndex index, int queries, float[][] slopes);
}
