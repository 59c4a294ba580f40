package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An open dataset of somebody else's file, of any type. Values are read as the bytes that stand in
 * the file, so that the library converts nothing; memory is taken only for what the file can hold.
 */
public final class RawDataset extends H5Object {
  private static final long LARGEST_CHUNK = 1L << 30; // bytes
  private static final long LARGEST_CACHE = 1L << 26; // bytes

  private final Optional<NumberType> type;
  private final String typeLabel;
  private final boolean numeric;
  private final int bytes;
  private final long[] shape;

  private RawDataset(H5File file, String path, long id) throws IOException {
    super(file, path, id);
    try (Id ofFile = Id.type(H5Dget_type(id), where())) {
      this.type = NumberType.of(ofFile.value());
      this.typeLabel = ElementType.describe(ofFile.value());
      int kind = H5Tget_class(ofFile.value());
      this.numeric = kind == H5T_INTEGER || kind == H5T_FLOAT;
      this.bytes = Math.clamp(H5Tget_size(ofFile.value()), 1, Integer.MAX_VALUE);
    }
    this.shape = H5Dataset.shapeOf(id, where());
  }

  /** Opens a dataset. */
  public static RawDataset open(H5File file, String path) throws IOException {
    String where = file.path() + ": " + path;
    long id = Hdf5.check(H5Dopen2(file.id(), path, H5P_DEFAULT()), where, "open this dataset");
    try {
      return new RawDataset(file, path, id);
    } catch (IOException e) {
      H5Dclose(id);
      throw e;
    }
  }

  /**
   * Opens it again so that rows can be read one after the other: the chunks that a row lies in are
   * kept for the next one, if they are not too large.
   */
  public static RawDataset openForRows(H5File file, String path) throws IOException {
    try (RawDataset once = open(file, path);
        Id properties = Id.newProperties(H5P_CLS_DATASET_ACCESS_ID_g(), once.where())) {
      long slots = 10_007; // a prime well above the number of chunks that are kept
      long bytes = Math.clamp(once.bytesOfChunkRow(), 1 << 20, LARGEST_CACHE);
      H5Pset_chunk_cache(properties.value(), slots, bytes, 1);
      long id =
          once.check(H5Dopen2(file.id(), path, properties.value()), "open this dataset again");
      return new RawDataset(file, path, id);
    }
  }

  /** Its number type, or nothing if its values are not numbers of a usual kind. */
  public Optional<NumberType> type() {
    return type;
  }

  /** Whether its values are numbers, of whatever kind. */
  public boolean isNumeric() {
    return numeric;
  }

  /** What its values are, for messages. */
  public String typeLabel() {
    return typeLabel;
  }

  /** Its dimensions; {@code [0]} if it has no values at all. */
  public List<Integer> shape() throws IOException {
    Integer[] sizes = new Integer[shape.length];
    for (int axis = 0; axis < shape.length; axis++) {
      if (!(shape[axis] >= 0 && shape[axis] <= Integer.MAX_VALUE)) {
        throw new IOException(
            String.format(Locale.ROOT, "%s: axis %d claims %d values", where(), axis, shape[axis]));
      }
      sizes[axis] = (int) shape[axis];
    }
    return List.of(sizes);
  }

  /**
   * Checks that its values are in the file, and compressed by nothing but what the library itself
   * can undo.
   */
  public void requireReadable() throws IOException {
    H5Dataset.requireOwnStorage(id, where());
    try (Id properties = Id.properties(H5Dget_create_plist(id), where())) {
      Filters.requireKnown(properties.value(), where());
      long chunk = bytesOfChunk(properties.value());
      if (!(chunk >= 0 && chunk <= LARGEST_CHUNK && chunk <= mostBytes())) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: its chunks claim %d bytes each in a file of %d",
                where(),
                chunk,
                file().size()));
      }
    }
    requireStored(shape);
  }

  private long bytesOfChunk(long properties) {
    if (H5Pget_layout(properties) != H5D_CHUNKED || shape.length == 0) {
      return 0;
    }
    long[] chunk = new long[shape.length];
    H5Pget_chunk(properties, chunk.length, chunk);
    return size(chunk);
  }

  private long bytesOfChunkRow() throws IOException {
    try (Id properties = Id.properties(H5Dget_create_plist(id), where())) {
      if (H5Pget_layout(properties.value()) != H5D_CHUNKED || shape.length == 0) {
        return 0;
      }
      long[] row = new long[shape.length];
      H5Pget_chunk(properties.value(), row.length, row);
      for (int axis = 1; axis < row.length; axis++) {
        row[axis] = Math.ceilDiv(shape[axis], Math.max(1, row[axis])) * Math.max(1, row[axis]);
      }
      return Math.max(0, size(row));
    }
  }

  /** Size in bytes, or -1 if that does not fit a long. */
  private long size(long[] counts) {
    long size = bytes;
    for (long count : counts) {
      if (!(count >= 0) || (count != 0 && size > Long.MAX_VALUE / count)) {
        return -1;
      }
      size *= count;
    }
    return size;
  }

  private long mostBytes() throws IOException {
    try (Id properties = Id.properties(H5Dget_create_plist(id), where())) {
      boolean filtered = H5Pget_nfilters(properties.value()) > 0;
      return file().size() * (filtered ? StoredDataset.BEST_COMPRESSION : 1);
    }
  }

  private long requireStored(long[] counts) throws IOException {
    long size = size(counts);
    if (!(size >= 0 && size <= mostBytes())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: claims %s values of shape %s, more than the file's %d bytes can hold",
              where(),
              typeLabel,
              java.util.Arrays.toString(counts),
              file().size()));
    }
    return size;
  }

  /** The bytes of all values, row-major. */
  public byte[] readAll() throws IOException {
    return read(new long[shape.length], shape.clone());
  }

  /** The bytes of the values with this index on axis 0, row-major. */
  public byte[] readRow(long index) throws IOException {
    long[] offset = new long[shape.length];
    long[] count = shape.clone();
    offset[0] = index;
    count[0] = 1;
    return read(offset, count);
  }

  private byte[] read(long[] offset, long[] count) throws IOException {
    long size = requireStored(count);
    if (!(size <= Integer.MAX_VALUE - 8 && size <= Runtime.getRuntime().maxMemory() / 4)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: reading %d bytes at once is too much for a heap of %d MB; give Java more with -Xmx",
              where(),
              size,
              Runtime.getRuntime().maxMemory() >> 20));
    }
    byte[] values = new byte[(int) size];
    if (size == 0) {
      return values;
    }
    MemorySegment memory = Scratch.of(size);
    try (Id ofFile = Id.type(H5Dget_type(id), where());
        Id inFile = Id.space(H5Dget_space(id), where());
        Id inMemory = Id.space(H5Screate_simple(count.length, count, (long[]) null), where())) {
      if (count.length > 0) {
        check(
            H5Sselect_hyperslab(inFile.value(), H5S_SELECT_SET, offset, null, count, (long[]) null),
            "find rows in it");
      }
      check(
          H5Dread(
              id,
              ofFile.value(),
              inMemory.value(),
              inFile.value(),
              H5P_DEFAULT(),
              Scratch.pointer(memory)),
          "read it");
    }
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, values, 0, values.length);
    return values;
  }

  @Override
  public void close() throws IOException {
    check(H5Dclose(id), "close this dataset");
  }
}
