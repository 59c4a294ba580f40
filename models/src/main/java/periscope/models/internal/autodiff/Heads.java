package periscope.models.internal.autodiff;

/**
 * Sizes of an attention layer.
 *
 * @param count number of heads
 * @param width of a head's queries, keys and values
 * @param positions of an example
 * @param queries how many of these ask, the last
 * @param causal whether a position sees itself and those before it only; otherwise it sees all
 */
public record Heads(int count, int width, int positions, int queries, boolean causal) {

  /** Whether a query sees a position. */
  boolean sees(int query, int position) {
    return !causal || position <= positions - queries + query;
  }

  /** Where a head's vector starts in {@code [examples][queries][heads][width]}. */
  int asking(int example, int query, int head) {
    return ((example * queries + query) * count + head) * width;
  }

  /** Where a head's vector starts in {@code [examples][positions][heads][width]}. */
  int asked(int example, int position, int head) {
    return ((example * positions + position) * count + head) * width;
  }

  /** Does something for each pair of a query and a position that it sees. */
  void forEach(int examples, Pair pair) {
    int at = 0; // in [examples][heads][queries][positions]
    for (int example = 0; example < examples; example++) {
      for (int head = 0; head < count; head++) {
        for (int query = 0; query < queries; query++) {
          for (int position = 0; position < positions; position++) {
            if (sees(query, position)) {
              pair.visit(asking(example, query, head), asked(example, position, head), at);
            }
            at++;
          }
        }
      }
    }
  }

  /** What is done for a pair. */
  @FunctionalInterface
  interface Pair {
    /**
     * Visits.
     *
     * @param asking start of the query's vector
     * @param asked start of the position's vector
     * @param at the pair's place in {@code [examples][heads][queries][positions]}
     */
    void visit(int asking, int asked, int at);
  }
}
