package periscope.checkpoints.internal.jhdf;

import io.jhdf.exceptions.HdfException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.internal.StoredDataset;

/**
 * The values of a dataset in pieces of one shape. Values that lie in one piece are one for
 * contiguous storage. Of an unfiltered chunk only what is asked for is read.
 */
final class Chunks {
  private static final long LARGEST = 1L << 30; // bytes of a compressed chunk

  private final ByteSource source;
  private final ChunkIndex index;
  private final int[] chunk;
  private final int elementBytes;
  private final ChunkFilters filters;
  private final long chunkBytes;
  private byte[] decoded = {};
  private ChunkIndex.@Nullable Place decodedPlace;
  private byte @Nullable [] memory;

  Chunks(ByteSource source, ChunkIndex index, int[] chunk, int elementBytes, ChunkFilters filters) {
    this.source = source;
    this.index = index;
    this.chunk = chunk;
    this.elementBytes = elementBytes;
    this.filters = filters;
    long bytes = elementBytes;
    for (int size : chunk) {
      if (!(size >= 1 && bytes <= Long.MAX_VALUE / size)) {
        throw new HdfException("chunks of shape " + Arrays.toString(chunk) + " make no sense");
      }
      bytes *= size;
    }
    chunkBytes = bytes;
  }

  /** Values that were in the dataset's header. */
  static Chunks inMemory(ByteSource source, byte[] values, int[] shape, int elementBytes) {
    ChunkIndex.Place place = new ChunkIndex.Place(0, values.length, 0);
    Chunks chunks =
        new Chunks(source, grid -> place, shape, elementBytes, new ChunkFilters(List.of(), 1));
    chunks.memory = values;
    return chunks;
  }

  /** Rows that lie in one chunk. */
  long rows() {
    return chunk[0];
  }

  boolean filtered() {
    return !filters.isEmpty();
  }

  /** Whether the file has the bytes of the chunk around an element. */
  boolean has(long[] element) {
    long[] grid = new long[chunk.length];
    for (int axis = 0; axis < grid.length; axis++) {
      grid[axis] = element[axis] / chunk[axis];
    }
    ChunkIndex.Place place = index.find(grid);
    return place != null && (memory != null || source.has(place.address(), place.bytes()));
  }

  /**
   * Reads a box of elements, row-major.
   *
   * @throws HdfException if some of it was never written
   */
  void read(long[] offset, long[] count, byte[] target) {
    long[] first = new long[chunk.length];
    long[] last = new long[chunk.length];
    for (int axis = 0; axis < chunk.length; axis++) {
      first[axis] = offset[axis] / chunk[axis];
      last[axis] = (offset[axis] + count[axis] - 1) / chunk[axis];
    }
    long[] grid = first.clone();
    do {
      ChunkIndex.Place place = index.find(grid);
      if (place == null) {
        throw new HdfException("some of its values were never written");
      }
      if (filters.isEmpty() && place.bytes() != chunkBytes) {
        throw new HdfException("a chunk of " + chunkBytes + " bytes has " + place.bytes());
      }
      readPart(place, grid, offset, count, target);
    } while (next(grid, first, last));
  }

  /** Looks for the chunks of all rows, as far as they can be in a file of this size. */
  void examine(long[] shape) {
    long[] grid = new long[chunk.length];
    long rows = Math.min(Math.ceilDiv(shape[0], chunk[0]), source.size());
    for (long row = 0; row < rows; row++) {
      grid[0] = row;
      index.find(grid);
    }
  }

  /** Counts up, the last axis first; false at the end. */
  private static boolean next(long[] at, long[] first, long[] last) {
    for (int axis = at.length - 1; axis >= 0; axis--) {
      if (at[axis] < last[axis]) {
        at[axis]++;
        return true;
      }
      at[axis] = first[axis];
    }
    return false;
  }

  /**
   * Copies what a box and a chunk have in common, in the longest runs that lie together in both.
   */
  private void readPart(
      ChunkIndex.Place place, long[] grid, long[] offset, long[] count, byte[] target) {
    int rank = chunk.length;
    long[] low = new long[rank]; // in the dataset
    long[] high = new long[rank]; // the last, inclusive
    for (int axis = 0; axis < rank; axis++) {
      low[axis] = Math.max(offset[axis], grid[axis] * chunk[axis]);
      high[axis] = Math.min(offset[axis] + count[axis], (grid[axis] + 1) * chunk[axis]) - 1;
    }
    int split = rank - 1; // axes after this one are whole in both
    long run = high[split] - low[split] + 1;
    while (split > 0 && run == prefix(chunk, split) && run == prefix(count, split)) {
      split--;
      run *= high[split] - low[split] + 1;
    }
    long[] rest = high.clone();
    System.arraycopy(low, split, rest, split, rank - split);
    long[] at = low.clone();
    do {
      long inChunk = 0;
      long inTarget = 0;
      for (int axis = 0; axis < rank; axis++) {
        inChunk = inChunk * chunk[axis] + at[axis] - grid[axis] * chunk[axis];
        inTarget = inTarget * count[axis] + at[axis] - offset[axis];
      }
      copy(
          place,
          inChunk * elementBytes,
          target,
          (int) (inTarget * elementBytes),
          (int) (run * elementBytes));
    } while (next(at, low, rest));
  }

  private static long prefix(int[] sizes, int from) {
    long product = 1;
    for (int axis = from; axis < sizes.length; axis++) {
      product *= sizes[axis];
    }
    return product;
  }

  private static long prefix(long[] sizes, int from) {
    long product = 1;
    for (int axis = from; axis < sizes.length; axis++) {
      product *= sizes[axis];
    }
    return product;
  }

  private void copy(ChunkIndex.Place place, long from, byte[] target, int at, int bytes) {
    byte[] known = memory;
    if (known != null) {
      System.arraycopy(known, (int) from, target, at, bytes);
    } else if (filters.isEmpty()) {
      source.read(place.address() + from, target, at, bytes);
    } else {
      System.arraycopy(decode(place), (int) from, target, at, bytes);
    }
  }

  /** A whole chunk without its filters; the last one is kept, since rows come one by one. */
  private byte[] decode(ChunkIndex.Place place) {
    if (!place.equals(decodedPlace)) {
      if (!(source.has(place.address(), place.bytes())
          && Math.max(place.bytes(), chunkBytes) <= LARGEST
          && chunkBytes <= place.bytes() * StoredDataset.BEST_COMPRESSION)) {
        throw new HdfException(
            "a chunk of " + chunkBytes + " bytes cannot come from " + place.bytes());
      }
      byte[] stored = new byte[(int) place.bytes()];
      source.read(place.address(), stored, 0, stored.length);
      decoded = filters.decode(stored, place.skipped(), (int) chunkBytes);
      decodedPlace = place;
    }
    return decoded;
  }
}
