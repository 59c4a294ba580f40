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
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.Refusal;
import periscope.checkpoints.internal.Slab;
import periscope.checkpoints.internal.StoredDataset;

/** A dataset that is read in Java alone. */
final class JavaDataset implements StoredDataset {
  private final JavaFile file;
  private final String path;
  private final ElementType type;
  private long[] shape;
  private @Nullable Chunks chunks;
  private int epoch; // of the file, when the chunks were found

  JavaDataset(JavaFile file, String path, ElementType type, ObjectHeader header) {
    this.file = file;
    this.path = path;
    this.type = type;
    shape = shape(header);
  }

  @Override
  public JavaFile file() {
    return file;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public ElementType type() {
    return type;
  }

  @Override
  public long[] shape() {
    return shape;
  }

  @Override
  public void refresh() throws IOException {
    shape = file.read(where(), "look at it again", () -> shape(file.header(path)));
  }

  /** Not yet closed with the file: there is nothing to close. */
  @Override
  public void close() {}

  private static long[] shape(ObjectHeader header) {
    DataSpace space = header.getMessageOfType(DataSpaceMessage.class).getDataSpace();
    boolean none = space.getDimensionsAsLong().length == 0 && space.getTotalLength() == 0;
    return none ? new long[] {0} : space.getDimensionsAsLong().clone();
  }

  @Override
  public boolean filtered() throws IOException {
    return file.read(where(), "look at it", () -> chunks().filtered());
  }

  @Override
  public MemorySegment load(Slab slab) throws IOException {
    long bytes = slab.bytes(type);
    if (!(bytes <= Integer.MAX_VALUE - 8)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: reading %s at once is more than 2 GB, which needs the native library",
              where(),
              slab.describe(type)));
    }
    return file.read(
        where(),
        "read it",
        () -> {
          requireInside(slab);
          byte[] values = new byte[(int) bytes];
          chunks().read(padded(slab.offset(), 0), padded(slab.count(), 1), values);
          toMachineOrder(values);
          return MemorySegment.ofArray(values);
        });
  }

  private void requireInside(Slab slab) {
    for (int axis = 0; axis < shape.length; axis++) {
      if (!(slab.offset()[axis] >= 0
          && slab.count()[axis] >= 1
          && slab.offset()[axis] <= shape[axis] - slab.count()[axis])) {
        throw new HdfException("rows that should be here are not");
      }
    }
  }

  /** A single value is read as a row of one. */
  private static long[] padded(long[] axes, long single) {
    return axes.length == 0 ? new long[] {single} : axes;
  }

  private void toMachineOrder(byte[] values) {
    ByteOrder inFile =
        Numbers.order(file.header(path).getMessageOfType(DataTypeMessage.class).getDataType());
    if (inFile == ByteOrder.nativeOrder()) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(values);
    for (int at = 0; at < values.length; at += type.bytes()) {
      if (type.bytes() == Integer.BYTES) {
        bytes.putInt(at, Integer.reverseBytes(bytes.getInt(at)));
      } else {
        bytes.putLong(at, Long.reverseBytes(bytes.getLong(at)));
      }
    }
  }

  @Override
  public void requireStored(long row) throws IOException {
    long[] corner = padded(shape.clone(), 1);
    for (int axis = 0; axis < corner.length; axis++) {
      corner[axis]--;
    }
    corner[0] = row;
    if (!file.read(where(), "find row " + row, () -> chunks().has(corner))) {
      throw Refusal.cutShort(where(), file.size());
    }
  }

  private Chunks chunks() {
    Chunks known = chunks;
    if (known == null || epoch != file.epoch()) {
      known = find(file.header(path));
      chunks = known;
      epoch = file.epoch();
    }
    return known;
  }

  private Chunks find(ObjectHeader header) {
    List<FilterInfo> filters =
        header.getMessagesOfType(FilterPipelineMessage.class).stream()
            .flatMap(message -> message.getFilters().stream())
            .toList();
    DataType stored = header.getMessageOfType(DataTypeMessage.class).getDataType();
    if (stored.getSize() != type.bytes()) {
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
              : ChunkMap.oldTree(file.source(), tree, chunk),
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
    return new Chunks(
        file.source(), index, chunk, type.bytes(), new ChunkFilters(filters, type.bytes()));
  }

  private ChunkIndex index(ChunkedDataLayoutMessageV4 layout, int[] chunk, ObjectHeader header) {
    long address = layout.getAddress();
    if (address == Constants.UNDEFINED_ADDRESS) {
      return grid -> null;
    }
    long chunkBytes = type.bytes() * LongStream.of(longs(chunk)).reduce(1, Math::multiplyExact);
    DataSpace space = header.getMessageOfType(DataSpaceMessage.class).getDataSpace();
    long[] most = space.getMaxSizes();
    ByteSource source = file.source();
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
        LongStream.of(padded(shape, 1))
            .mapToInt(size -> Math.toIntExact(Math.max(1, size)))
            .toArray();
    long bytes = type.bytes() * LongStream.of(shape).reduce(1, Math::multiplyExact);
    if (layout instanceof CompactDataLayoutMessage compact) {
      byte[] values = new byte[compact.getDataBuffer().remaining()];
      compact.getDataBuffer().get(values);
      return Chunks.inMemory(file.source(), values, whole, type.bytes());
    }
    long address = ((ContiguousDataLayoutMessage) layout).getAddress();
    ChunkIndex.Place place = new ChunkIndex.Place(address, bytes, 0);
    return new Chunks(
        file.source(),
        grid -> address == Constants.UNDEFINED_ADDRESS ? null : place,
        whole,
        type.bytes(),
        new ChunkFilters(List.of(), type.bytes()));
  }
}
