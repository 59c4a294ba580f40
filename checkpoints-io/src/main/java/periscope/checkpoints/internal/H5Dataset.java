package periscope.checkpoints.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An open dataset of one {@link ElementType}. Reading never converts, and takes memory only for
 * what the file can hold.
 */
public final class H5Dataset extends H5Object {
  private static final int HIGHEST_RANK = 32;

  /** No compression in HDF5 does better; deflate's limit is 1032. */
  static final long BEST_COMPRESSION = 1100;

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
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s: expected %s values, found %s",
                  where,
                  expected.label(),
                  ElementType.describe(type.value())));
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
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: expected numbers of 32 or 64 bits, found %s",
              where,
              ElementType.describe(type.value())));
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
        throw new IOException(where + ": its values are kept in other files, which is not read");
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

  /** Its number type. */
  public ElementType type() {
    return type;
  }

  /** Number of rows: the size of axis 0. */
  public long rows() {
    return shape[0];
  }

  /**
   * Dimensions of one row.
   *
   * @throws IOException if one is not between 1 and the largest int, or there is no axis 0
   */
  public List<Integer> rowShape() throws IOException {
    if (shape.length == 0) {
      throw new IOException(where() + ": expected an axis of steps, found a single value");
    }
    List<Integer> row = new ArrayList<>();
    for (int axis = 1; axis < shape.length; axis++) {
      row.add(dimension(axis, 1));
    }
    return row;
  }

  /**
   * All dimensions.
   *
   * @throws IOException if one does not fit an int
   */
  public List<Integer> dimensions() throws IOException {
    List<Integer> dimensions = new ArrayList<>();
    for (int axis = 0; axis < shape.length; axis++) {
      dimensions.add(dimension(axis, 0));
    }
    return dimensions;
  }

  private int dimension(int axis, int least) throws IOException {
    if (!(shape[axis] >= least && shape[axis] <= Integer.MAX_VALUE)) {
      throw new IOException(
          String.format(Locale.ROOT, "%s: axis %d claims %d values", where(), axis, shape[axis]));
    }
    return (int) shape[axis];
  }

  /** Looks again at a file that is being written: rows that came since become visible. */
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

  /** The part that consists of some whole rows. */
  public Slab rows(long first, long count) {
    long[] offset = new long[shape.length];
    long[] size = shape.clone();
    offset[0] = first;
    size[0] = count;
    return new Slab(offset, size);
  }

  /** All of it. */
  public Slab all() {
    return new Slab(new long[shape.length], shape.clone());
  }

  /**
   * Checks that the file has the bytes of a row, and with it of all rows before: files grow at the
   * end. What is beyond the end of a file that was cut short would otherwise be read as zeros.
   *
   * @throws IOException if it has not
   */
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
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: values that should be here are not in the file, which has %d bytes; it was cut short",
              where(),
              size));
    }
  }

  /** Reads float32 values, row-major. */
  public float[] readFloats(Slab slab) throws IOException {
    float[] values = new float[claim(slab)];
    MemorySegment.copy(read(slab, values.length), JAVA_FLOAT, 0, values, 0, values.length);
    return values;
  }

  /** Reads float64 values, row-major. */
  public double[] readDoubles(Slab slab) throws IOException {
    double[] values = new double[claim(slab)];
    MemorySegment.copy(read(slab, values.length), JAVA_DOUBLE, 0, values, 0, values.length);
    return values;
  }

  /** Reads int64 values, row-major. */
  public long[] readLongs(Slab slab) throws IOException {
    long[] values = new long[claim(slab)];
    MemorySegment.copy(read(slab, values.length), JAVA_LONG, 0, values, 0, values.length);
    return values;
  }

  /** Reads int32 values, row-major. */
  public int[] readInts(Slab slab) throws IOException {
    int[] values = new int[claim(slab)];
    MemorySegment.copy(read(slab, values.length), JAVA_INT, 0, values, 0, values.length);
    return values;
  }

  /** Writes float32 values, row-major. */
  public void writeFloats(Slab slab, float[] values) throws IOException {
    MemorySegment memory = Scratch.of((long) values.length * Float.BYTES);
    MemorySegment.copy(values, 0, memory, JAVA_FLOAT, 0, values.length);
    write(slab, memory);
  }

  /** Writes float64 values, row-major. */
  public void writeDoubles(Slab slab, double[] values) throws IOException {
    MemorySegment memory = Scratch.of((long) values.length * Double.BYTES);
    MemorySegment.copy(values, 0, memory, JAVA_DOUBLE, 0, values.length);
    write(slab, memory);
  }

  /** Writes int64 values, row-major. */
  public void writeLongs(Slab slab, long[] values) throws IOException {
    MemorySegment memory = Scratch.of((long) values.length * Long.BYTES);
    MemorySegment.copy(values, 0, memory, JAVA_LONG, 0, values.length);
    write(slab, memory);
  }

  /** Writes int32 values, row-major. */
  public void writeInts(Slab slab, int[] values) throws IOException {
    MemorySegment memory = Scratch.of((long) values.length * Integer.BYTES);
    MemorySegment.copy(values, 0, memory, JAVA_INT, 0, values.length);
    write(slab, memory);
  }

  /** Number of values in a part, checked against what the file and this process can hold. */
  private int claim(Slab slab) throws IOException {
    long bytes = slab.bytes(type);
    long inFile = filtered() ? file().size() * BEST_COMPRESSION : file().size();
    if (!(bytes >= 0 && bytes <= inFile)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: claims %s, more than the file's %d bytes can hold",
              where(),
              slab.describe(type),
              file().size()));
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (!(bytes <= heap / 2 && bytes / type.bytes() <= Integer.MAX_VALUE - 8)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: reading %s at once is too much for a heap of %d MB; give Java more with -Xmx",
              where(),
              slab.describe(type),
              heap >> 20));
    }
    return (int) (bytes / type.bytes());
  }

  private boolean filtered() throws IOException {
    try (Id properties = Id.properties(H5Dget_create_plist(id), where())) {
      return H5Pget_nfilters(properties.value()) > 0;
    }
  }

  private MemorySegment read(Slab slab, int values) throws IOException {
    MemorySegment memory = Scratch.of((long) values * type.bytes());
    if (values == 0) {
      return memory;
    }
    try (Id inFile = select(slab);
        Id inMemory = memorySpace(slab)) {
      check(
          H5Dread(
              id,
              type.inMemory(),
              inMemory.value(),
              inFile.value(),
              H5P_DEFAULT(),
              Scratch.pointer(memory)),
          "read it");
    }
    return memory;
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
