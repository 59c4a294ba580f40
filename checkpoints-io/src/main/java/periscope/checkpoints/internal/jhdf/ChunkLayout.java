package periscope.checkpoints.internal.jhdf;

import io.jhdf.Constants;
import io.jhdf.ObjectHeader;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Finds out where and how the values of a dataset are kept. */
final class ChunkLayout {
  private final ByteSource source;
  private final int elementBytes;
  private final long[] shape;

  private ChunkLayout(ByteSource source, int elementBytes, long[] shape) {
    this.source = source;
    this.elementBytes = elementBytes;
    this.shape = shape;
  }

  /** The values of the dataset with this header. */
  static Chunks of(ByteSource source, ObjectHeader header, int elementBytes, long[] shape) {
    return new ChunkLayout(source, elementBytes, shape).find(header);
  }

  /** The filters that its values went through, the first one first. */
  static List<FilterInfo> filters(ObjectHeader header) {
    return header.getMessagesOfType(FilterPipelineMessage.class).stream()
        .flatMap(message -> message.getFilters().stream())
        .toList();
  }

  private Chunks find(ObjectHeader header) {
    List<FilterInfo> filters = filters(header);
    DataType stored = header.getMessageOfType(DataTypeMessage.class).getDataType();
    if (stored.getSize() != elementBytes) {
      throw new HdfException("its values changed their size");
    }
    DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
    if (layout instanceof ChunkedDataLayoutMessageV4 chunked) {
      int[] sizes = chunked.getChunkDimensions();
      int[] chunk = java.util.Arrays.copyOf(sizes, sizes.length - 1);
      return chunked(chunk, index(chunked, chunk, header), filters);
    }
    if (layout instanceof ChunkedDataLayoutMessage old) {
      int[] chunk = old.getChunkDimensions();
      long tree = old.getBTreeAddress();
      return chunked(
          chunk,
          tree == Constants.UNDEFINED_ADDRESS
              ? grid -> null
              : ChunkMap.oldTree(source, tree, chunk),
          filters);
    }
    if (!filters.isEmpty()) {
      throw new HdfException("values in one piece went through a filter");
    }
    return inOnePiece(layout);
  }

  private Chunks chunked(int[] chunk, ChunkIndex index, List<FilterInfo> filters) {
    if (chunk.length != shape.length) {
      throw new HdfException("its chunks have " + chunk.length + " axes, not " + shape.length);
    }
    return new Chunks(source, index, chunk, elementBytes, new ChunkFilters(filters, elementBytes));
  }

  private ChunkIndex index(ChunkedDataLayoutMessageV4 layout, int[] chunk, ObjectHeader header) {
    long address = layout.getAddress();
    if (address == Constants.UNDEFINED_ADDRESS) {
      return grid -> null;
    }
    long chunkBytes = elementBytes * LongStream.of(longs(chunk)).reduce(1, Math::multiplyExact);
    DataSpace space = header.getMessageOfType(DataSpaceMessage.class).getDataSpace();
    long[] most = space.getMaxSizes();
    return switch (layout.getIndexingType()) {
      case ChunkedDataLayoutMessageV4.SINGLE_CHUNK_INDEX -> {
        boolean filtered = layout.isFilteredSingleChunk();
        long bytes = filtered ? layout.getSizeOfFilteredSingleChunk() : chunkBytes;
        long[] mask =
            filtered ? layout.getFilterMaskFilteredSingleChunk().toLongArray() : new long[0];
        ChunkIndex.Place place =
            new ChunkIndex.Place(address, bytes, mask.length == 0 ? 0 : (int) mask[0]);
        yield grid -> LongStream.of(grid).allMatch(at -> at == 0) ? place : null;
      }
      case ChunkedDataLayoutMessageV4.IMPLICIT_INDEX ->
          ChunkMap.inRow(address, strides(most, chunk), chunkBytes);
      case ChunkedDataLayoutMessageV4.FIXED_ARRAY_INDEX ->
          ChunkMap.fixedArray(
              source, address, new DatasetInfo(Math.toIntExact(chunkBytes), most, chunk));
      case ChunkedDataLayoutMessageV4.EXTENSIBLE_ARRAY_INDEX -> {
        if (most.length == 0 || most[0] != Constants.UNDEFINED_ADDRESS) {
          throw new HdfException("it grows along another axis than that of steps");
        }
        yield new ExtensibleArray(source, address, strides(most, chunk), chunkBytes);
      }
      default ->
          ChunkMap.tree(
              source, address, new DatasetInfo(Math.toIntExact(chunkBytes), shape, chunk));
    };
  }

  /** Chunks that lie between neighbours along each axis. */
  private static long[] strides(long[] most, int[] chunk) {
    long[] strides = new long[most.length];
    long chunks = 1;
    for (int axis = most.length - 1; axis >= 0; axis--) {
      strides[axis] = chunks;
      if (axis > 0) {
        chunks = Math.multiplyExact(chunks, Math.ceilDiv(most[axis], chunk[axis]));
      }
    }
    return strides;
  }

  private static long[] longs(int[] values) {
    return IntStream.of(values).asLongStream().toArray();
  }

  /** Contiguous and compact storage: one chunk of the shape of the dataset. */
  private Chunks inOnePiece(DataLayoutMessage layout) {
    int[] whole =
        LongStream.of(JavaDataset.padded(shape, 1))
            .mapToInt(size -> Math.toIntExact(Math.max(1, size)))
            .toArray();
    long bytes = elementBytes * LongStream.of(shape).reduce(1, Math::multiplyExact);
    if (layout instanceof CompactDataLayoutMessage compact) {
      byte[] values = new byte[compact.getDataBuffer().remaining()];
      compact.getDataBuffer().get(values);
      return Chunks.inMemory(source, values, whole, elementBytes);
    }
    long address = ((ContiguousDataLayoutMessage) layout).getAddress();
    ChunkIndex.Place place = new ChunkIndex.Place(address, bytes, 0);
    return new Chunks(
        source,
        grid -> address == Constants.UNDEFINED_ADDRESS ? null : place,
        whole,
        elementBytes,
        new ChunkFilters(List.of(), elementBytes));
  }
}
