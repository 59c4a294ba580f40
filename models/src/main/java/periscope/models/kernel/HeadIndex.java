package periscope.models.kernel;

/**
 * Which rows a block of examples has: of example e at position p that of number {@code index[from +
 * e · positions + p]}. Queries are the last of the positions; query r of the block is that of
 * example r / queries.
 */
public final class HeadIndex {
  private final int positions;
  private final int queries;
  private int[] index = {};
  private int from;

  HeadIndex(int positions, int queries) {
    this.positions = positions;
    this.queries = queries;
  }

  void set(int[] index, int from) {
    this.index = index;
    this.from = from;
  }

  /** The row of a query's key. */
  int key(int query, int position) {
    return index[from + query / queries * positions + position];
  }

  /** The row of a query. */
  int query(int query) {
    return index[from + query / queries * positions + positions - queries + query % queries];
  }
}
