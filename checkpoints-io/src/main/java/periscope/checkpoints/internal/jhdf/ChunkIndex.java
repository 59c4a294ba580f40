package periscope.checkpoints.internal.jhdf;

import org.jspecify.annotations.Nullable;

/** Where the chunks of a dataset are. */
interface ChunkIndex {
  /**
   * A chunk as it is in the file.
   *
   * @param address its first byte
   * @param bytes its length there
   * @param skipped bit i is set if filter i was not applied to it
   */
  record Place(long address, long bytes, int skipped) {}

  /**
   * The chunk at a place in the grid of chunks, or null if none was ever written there.
   *
   * @param grid one coordinate for each axis, in chunks
   */
  @Nullable Place find(long[] grid);
}
