package periscope.checkpoints.internal.jhdf;

import io.jhdf.Constants;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.ChunkOffset;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.BTreeIndex;
import io.jhdf.dataset.chunked.indexing.FixedArrayIndex;
import io.jhdf.exceptions.HdfException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An index of chunks that is read as a whole. */
final class ChunkMap implements ChunkIndex {
  private final Map<ChunkOffset, Chunk> chunks = new HashMap<>();
  private final int[] chunk;

  private ChunkMap(Collection<Chunk> all, int[] chunk) {
    this.chunk = chunk;
    for (Chunk each : all) {
      if (each.getAddress() != Constants.UNDEFINED_ADDRESS) {
        chunks.put(new ChunkOffset(each.getChunkOffset()), each);
      }
    }
  }

  /** Of a dataset whose dimensions are all limited. */
  static ChunkIndex fixedArray(ByteSource source, long address, DatasetInfo largest) {
    requireCount(source, address + 8);
    return new ChunkMap(
        new FixedArrayIndex(source, address, largest).getAllChunks(), largest.getChunkDimensions());
  }

  /** Of a dataset that may grow along several axes. */
  static ChunkIndex tree(ByteSource source, long address, DatasetInfo now) {
    requireCount(source, address + 16 + source.getSizeOfOffsets() + 2);
    return new ChunkMap(
        new BTreeIndex(source, address, now).getAllChunks(), now.getChunkDimensions());
  }

  /** Of any dataset in files of the older format. */
  static ChunkIndex oldTree(ByteSource source, long address, int[] chunk) {
    return new ChunkMap(BTreeV1.createDataBTree(source, address, chunk.length).getChunks(), chunk);
  }

  /** Of chunks that lie side by side. */
  static ChunkIndex inRow(long address, long[] gridStrides, long chunkBytes) {
    return grid -> {
      long number = 0;
      for (int axis = 0; axis < grid.length; axis++) {
        number += grid[axis] * gridStrides[axis];
      }
      return new Place(Math.addExact(address, number * chunkBytes), chunkBytes, 0);
    };
  }

  /** jHDF takes memory for as many entries as a header claims: each has some bytes in the file. */
  static void requireCount(ByteSource source, long at) {
    long claimed =
        Utils.readBytesAsUnsignedLong(
            source.readBufferFromAddress(at, source.getSizeOfLengths()), source.getSizeOfLengths());
    if (!(claimed >= 0 && claimed <= source.size())) {
      throw new HdfException("an index claims " + claimed + " entries");
    }
  }

  @Override
  public @Nullable Place find(long[] grid) {
    long[] offset = new long[grid.length];
    for (int axis = 0; axis < offset.length; axis++) {
      offset[axis] = grid[axis] * chunk[axis];
    }
    Chunk found = chunks.get(new ChunkOffset(offset));
    if (found == null) {
      return null;
    }
    long[] mask = found.getFilterMask().toLongArray();
    return new Place(found.getAddress(), found.getSize(), mask.length == 0 ? 0 : (int) mask[0]);
  }
}
