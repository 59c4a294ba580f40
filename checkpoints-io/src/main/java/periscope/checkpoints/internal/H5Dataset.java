package periscope.checkpoints.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** A dataset that the native library reads and writes. */
public final class H5Dataset extends H5Object implements StoredDataset {
  private static final int HIGHEST_RANK = 32;
  private static final int BLOCK = 1 << 13; // values

  private final ElementType type;
  private long[] shape;

  private H5Dataset(H5File file, String path, long id, ElementType type, long[] shape) {
    super(file, path, id);
    this.type = type;
    this.shape = shape;
  }

  /**
   * Opens a dataset.
   *
   * @throws IOException if its values are not of the expected type, or are kept in other files
   */
  public static H5Dataset open(H5File file, String path, ElementType expected) throws IOException {
    String where = file.path() + ": " + path;
    long id = Hdf5.check(H5Dopen2(file.id(), path, H5P_DEFAULT()), where, "open this dataset");
    try {
      try (Id type = Id.type(H5Dget_type(id), where)) {
        if (!expected.is(type.value())) {
          throw Refusal.otherType(where, expected, ElementType.describe(type.value()));
        }
      }
      requireOwnStorage(id, where);
      return new H5Dataset(file, path, id, expected, shapeOf(id, where));
    } catch (IOException e) {
      H5Dclose(id);
      throw e;
    }
  }

  /** The number type of a dataset, found by opening it. */
  public static ElementType typeOf(H5File file, String path) throws IOException {
    String where = file.path() + ": " + path;
    long id = Hdf5.check(H5Dopen2(file.id(), path, H5P_DEFAULT()), where, "open this dataset");
    try (Id type = Id.type(H5Dget_type(id), where)) {
      for (ElementType known : ElementType.values()) {
        if (known.is(type.value())) {
          return known;
        }
      }
      throw Refusal.unknownType(where, ElementType.describe(type.value()));
    } finally {
      H5Dclose(id);
    }
  }

  /** For {@link DatasetPlan}. */
  static H5Dataset created(H5File file, String path, long id, ElementType type, long[] shape) {
    return new H5Dataset(file, path, id, type, shape);
  }

  static void requireOwnStorage(long id, String where) throws IOException {
    try (Id properties = Id.properties(H5Dget_create_plist(id), where)) {
      if (H5Pget_layout(properties.value()) == H5D_VIRTUAL
          || H5Pget_external_count(properties.value()) > 0) {
        throw Refusal.elsewhere(where);
      }
    }
  }

  static long[] shapeOf(long id, String where) throws IOException {
    try (Id space = Id.space(H5Dget_space(id), where)) {
      if (H5Sget_simple_extent_type(space.value()) == H5S_NULL) {
        return new long[] {0};
      }
      long[] shape = new long[HIGHEST_RANK];
      long[] most = new long[HIGHEST_RANK];
      int rank =
          (int)
              Hdf5.check(
                  H5Sget_simple_extent_dims(space.value(), shape, most), where, "get its shape");
      return java.util.Arrays.copyOf(shape, rank);
    }
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
    check(H5Drefresh(id), "look at it again");
    shape = shapeOf(id, where());
  }

  /** Changes the number of rows; new ones hold the fill value. */
  public void resize(long rows) throws IOException {
    long[] wanted = shape.clone();
    wanted[0] = rows;
    check(H5Dset_extent(id, wanted), "change its number of rows to " + rows);
    shape = wanted;
  }

  @Override
  public void requireStored(long row) throws IOException {
    try (Id properties = Id.properties(H5Dget_create_plist(id), where())) {
      if (H5Pget_layout(properties.value()) != H5D_CHUNKED) {
        requireInFile(H5Dget_offset(id), H5Dget_storage_size(id));
        return;
      }
    }
    long[] corner = shape.clone();
    corner[0] = row;
    for (int axis = 1; axis < corner.length; axis++) {
      corner[axis]--;
    }
    long[] address = new long[1];
    long[] bytes = new long[1];
    check(H5Dget_chunk_info_by_coord(id, corner, new int[1], address, bytes), "find row " + row);
    requireInFile(address[0], bytes[0]);
  }

  private void requireInFile(long address, long bytes) throws IOException {
    long size = file().size();
    if (!(address >= 0 && bytes >= 0 && address <= size - bytes)) {
      throw Refusal.cutShort(where(), size);
    }
  }

  /** Writes float32 values, row-major. */
  public void writeFloats(Slab slab, float[] values) throws IOException {
    write(slab, values, values.length, JAVA_FLOAT);
  }

  /**
   * Writes float32 values, row-major, and returns the CRC-32 of their bytes: it costs little where
   * they are copied anyway, block by block in the first-level cache.
   */
  public int writeSummed(Slab slab, float[] values) throws IOException {
    MemorySegment memory = Scratch.of((long) values.length * Float.BYTES);
    ByteBuffer bytes = memory.asByteBuffer();
    CRC32 crc = new CRC32();
    for (int done = 0; done < values.length; done += BLOCK) {
      int now = Math.min(BLOCK, values.length - done);
      MemorySegment.copy(values, done, memory, JAVA_FLOAT, (long) done * Float.BYTES, now);
      crc.update(bytes.limit((done + now) * Float.BYTES).position(done * Float.BYTES));
    }
    write(slab, memory);
    return (int) crc.getValue();
  }

  /** Writes float64 values, row-major. */
  public void writeDoubles(Slab slab, double[] values) throws IOException {
    write(slab, values, values.length, JAVA_DOUBLE);
  }

  /** Writes int64 values, row-major. */
  public void writeLongs(Slab slab, long[] values) throws IOException {
    write(slab, values, values.length, JAVA_LONG);
  }

  /** Writes int32 values, row-major. */
  public void writeInts(Slab slab, int[] values) throws IOException {
    write(slab, values, values.length, JAVA_INT);
  }

  @Override
  public boolean filtered() throws IOException {
    try (Id properties = Id.properties(H5Dget_create_plist(id), where())) {
      return H5Pget_nfilters(properties.value()) > 0;
    }
  }

  @Override
  public MemorySegment load(Slab slab) throws IOException {
    MemorySegment memory = Scratch.of(slab.bytes(type));
    try (Id inFile = select(slab);
        Id inMemory = memorySpace(slab)) {
      long result =
          H5Dread(
              id,
              type.inMemory(),
              inMemory.value(),
              inFile.value(),
              H5P_DEFAULT(),
              Scratch.pointer(memory));
      if (result < 0) {
        String reason = Hdf5.reason();
        try (Id properties = Id.properties(H5Dget_create_plist(id), where())) {
          Filters.requireKnown(properties.value(), where());
        }
        throw new IOException(where() + ": cannot read it: " + reason);
      }
    }
    return memory;
  }

  private void write(Slab slab, Object values, int length, ValueLayout layout) throws IOException {
    MemorySegment memory = Scratch.of((long) length * type.bytes());
    MemorySegment.copy(values, 0, memory, layout, 0, length);
    write(slab, memory);
  }

  private void write(Slab slab, MemorySegment memory) throws IOException {
    if (slab.bytes(type) == 0) {
      return;
    }
    try (Id inFile = select(slab);
        Id inMemory = memorySpace(slab)) {
      check(
          H5Dwrite(
              id,
              type.inMemory(),
              inMemory.value(),
              inFile.value(),
              H5P_DEFAULT(),
              Scratch.pointer(memory)),
          "write it");
    }
  }

  private Id select(Slab slab) throws IOException {
    Id space = Id.space(H5Dget_space(id), where());
    if (slab.count().length > 0) {
      check(
          H5Sselect_hyperslab(
              space.value(), H5S_SELECT_SET, slab.offset(), null, slab.count(), (long[]) null),
          "find rows in it");
    }
    return space;
  }

  private Id memorySpace(Slab slab) throws IOException {
    long[] count = slab.count();
    return Id.space(H5Screate_simple(count.length, count, (long[]) null), where());
  }

  @Override
  public void close() throws IOException {
    check(H5Dclose(id), "close this dataset");
  }
}
