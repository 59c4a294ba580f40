package periscope.checkpoints.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * An open dataset of one {@link ElementType}, whatever reads it. Reading never converts, and takes
 * memory only for what the file can hold.
 */
public interface StoredDataset extends AutoCloseable {
  /** No compression in HDF5 does better; deflate's limit is 1032. */
  long BEST_COMPRESSION = 1100;

  /** The file it is in. */
  StoredFile file();

  /** Absolute path inside the file. */
  String path();

  /** Its number type. */
  ElementType type();

  /** Dimensions when it was opened or last refreshed; not to be changed. */
  long[] shape();

  /** Whether values are compressed, or otherwise not in the file as they are. */
  boolean filtered() throws IOException;

  /**
   * Reads values, row-major, in the machine's byte order: little-endian, wherever there are
   * binaries of what the program needs.
   *
   * @return memory that holds them until the next call
   */
  MemorySegment load(Slab slab) throws IOException;

  /** Looks again at a file that is being written: rows that came since become visible. */
  void refresh() throws IOException;

  /**
   * Checks that the file has the bytes of a row, and with it of all rows before: files grow at the
   * end. What is beyond the end of a file that was cut short would otherwise be read as zeros.
   *
   * @throws IOException if it has not
   */
  void requireStored(long row) throws IOException;

  @Override
  void close() throws IOException;

  /** File and path, for messages. */
  default String where() {
    return file().path() + ": " + path();
  }

  /**
   * Number of rows: the size of axis 0.
   *
   * @throws IOException if there is no axis 0
   */
  default long rows() throws IOException {
    if (shape().length == 0) {
      throw new IOException(where() + ": expected an axis of steps, found a single value");
    }
    return shape()[0];
  }

  /**
   * Dimensions of one row.
   *
   * @throws IOException if one is not between 1 and the largest int, or there is no axis 0
   */
  default List<Integer> rowShape() throws IOException {
    List<Integer> row = new ArrayList<>();
    for (int axis = 1; rows() >= 0 && axis < shape().length; axis++) {
      row.add(dimension(axis, 1));
    }
    return row;
  }

  /**
   * All dimensions.
   *
   * @throws IOException if one does not fit an int
   */
  default List<Integer> dimensions() throws IOException {
    List<Integer> dimensions = new ArrayList<>();
    for (int axis = 0; axis < shape().length; axis++) {
      dimensions.add(dimension(axis, 0));
    }
    return dimensions;
  }

  private int dimension(int axis, int least) throws IOException {
    long size = shape()[axis];
    if (!(size >= least && size <= Integer.MAX_VALUE)) {
      throw new IOException(
          String.format(Locale.ROOT, "%s: axis %d claims %d values", where(), axis, size));
    }
    return (int) size;
  }

  /** The part that consists of some whole rows. */
  default Slab rows(long first, long count) throws IOException {
    long[] offset = new long[shape().length];
    long[] size = shape().clone();
    if (rows() >= 0) {
      offset[0] = first;
      size[0] = count;
    }
    return new Slab(offset, size);
  }

  /** All of it. */
  default Slab all() {
    return new Slab(new long[shape().length], shape().clone());
  }

  /** Reads float32 values, row-major. */
  default float[] readFloats(Slab slab) throws IOException {
    return fill(slab, new float[claim(slab)], JAVA_FLOAT_UNALIGNED);
  }

  /**
   * Reads some rows of float32 values, each row-major, and the CRC-32 of the little-endian bytes of
   * each.
   *
   * @param sums is given one for each row; there is at least one
   */
  default List<float[]> readSummed(long first, int[] sums) throws IOException {
    Slab slab = rows(first, sums.length);
    int size = claim(slab) / sums.length;
    MemorySegment memory = load(slab);
    ByteBuffer bytes = memory.asByteBuffer();
    CRC32 crc = new CRC32();
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      int start = i * size * Float.BYTES;
      crc.reset();
      crc.update(bytes.limit(start + size * Float.BYTES).position(start));
      sums[i] = (int) crc.getValue();
      float[] row = new float[size];
      MemorySegment.copy(memory, JAVA_FLOAT_UNALIGNED, start, row, 0, size);
      rows.add(row);
    }
    return rows;
  }

  /** Reads float64 values, row-major. */
  default double[] readDoubles(Slab slab) throws IOException {
    return fill(slab, new double[claim(slab)], JAVA_DOUBLE_UNALIGNED);
  }

  /** Reads int64 values, row-major. */
  default long[] readLongs(Slab slab) throws IOException {
    return fill(slab, new long[claim(slab)], JAVA_LONG_UNALIGNED);
  }

  /** Reads int32 values, row-major. */
  default int[] readInts(Slab slab) throws IOException {
    return fill(slab, new int[claim(slab)], JAVA_INT_UNALIGNED);
  }

  private <T> T fill(Slab slab, T array, ValueLayout layout) throws IOException {
    int length = java.lang.reflect.Array.getLength(array);
    if (length > 0) {
      MemorySegment.copy(load(slab), layout, 0, array, 0, length);
    }
    return array;
  }

  /** Number of values in a part, checked against what the file and this process can hold. */
  private int claim(Slab slab) throws IOException {
    long bytes = slab.bytes(type());
    long size = file().size();
    if (!(bytes >= 0 && bytes <= (filtered() ? size * BEST_COMPRESSION : size))) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: claims %s, more than the file's %d bytes can hold",
              where(),
              slab.describe(type()),
              size));
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (!(bytes <= heap / 2 && bytes / type().bytes() <= Integer.MAX_VALUE - 8)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: reading %s at once is too much for a heap of %d MB; give Java more with -Xmx",
              where(),
              slab.describe(type()),
              heap >> 20));
    }
    return (int) (bytes / type().bytes());
  }
}
