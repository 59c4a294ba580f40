package periscope.checkpoints.internal.jhdf;

import io.jhdf.ObjectHeader;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.internal.NumberType;
import periscope.checkpoints.internal.StoredDataset;

/**
 * A dataset of somebody else's file, of any type. Values are read as the bytes that stand in the
 * file; memory is taken only for what the file can hold. Read in Java alone on every platform: a
 * hostile file can keep the native library busy for ever, or end the process.
 */
public final class RawDataset {
  private static final long LARGEST_BLOCK = 16L << 20; // bytes

  private final JavaFile file;
  private final String path;
  private final DataType type;
  private final long[] shape;
  private final List<FilterInfo> filters;
  private @Nullable Chunks chunks;
  private byte[] block = {}; // some rows
  private long blockStart;

  RawDataset(JavaFile file, String path, ObjectHeader header) {
    this.file = file;
    this.path = path;
    this.type = header.getMessageOfType(DataTypeMessage.class).getDataType();
    this.shape = JavaDataset.shape(header);
    this.filters = ChunkLayout.filters(header);
  }

  /** File and path, for messages. */
  public String where() {
    return file.path() + ": " + path;
  }

  /** Its number type, or nothing if its values are not numbers of a usual kind. */
  public Optional<NumberType> type() {
    return Numbers.number(type);
  }

  /** Whether its values are numbers, of whatever kind. */
  public boolean isNumeric() {
    return type instanceof FixedPoint || type instanceof FloatingPoint;
  }

  /** What its values are, for messages. */
  public String typeLabel() {
    return Numbers.describe(type);
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
   * Checks that its values are in the file, as far as its size tells, and compressed by nothing but
   * what can be undone.
   */
  public void requireReadable() throws IOException {
    for (FilterInfo filter : filters) {
      if (!ChunkFilters.isKnown(filter)) {
        throw new IOException(
            where()
                + ": "
                + periscope.checkpoints.internal.Filters.refusal(
                    filter.getId(), String.valueOf(filter.getName())));
      }
    }
    requirePossible(shape);
    file.read(where(), "open this dataset", this::chunks);
  }

  private Chunks chunks() {
    Chunks known = chunks;
    if (known == null) {
      known = ChunkLayout.of(file.source(), file.header(path), type.getSize(), shape);
      chunks = known;
    }
    return known;
  }

  private long requirePossible(long[] counts) throws IOException {
    long bytes = type.getSize();
    for (long count : counts) {
      boolean fits = count >= 0 && (count == 0 || bytes <= Long.MAX_VALUE / count);
      bytes = fits ? bytes * count : Long.MAX_VALUE;
    }
    long most = file.size() * (filters.isEmpty() ? 1 : StoredDataset.BEST_COMPRESSION);
    if (!(bytes <= most)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: claims %s values of shape %s, more than the file's %d bytes can hold",
              where(),
              typeLabel(),
              Arrays.toString(counts),
              file.size()));
    }
    return bytes;
  }

  /** The bytes of all values, row-major. */
  public byte[] readAll() throws IOException {
    return read(new long[shape.length], shape.clone());
  }

  /**
   * The bytes of the values with this index on axis 0, row-major. Rows that are compressed together
   * are kept for the next call, if they are not too large.
   */
  public byte[] readRow(long index) throws IOException {
    long[] row = shape.clone();
    row[0] = 1;
    int bytes = Math.toIntExact(Math.min(Integer.MAX_VALUE, requirePossible(row)));
    long rows = filters.isEmpty() ? 1 : file.read(where(), "read it", () -> chunks().rows());
    if (rows == 1 || bytes == 0 || rows > LARGEST_BLOCK / bytes) {
      return readRows(index, 1);
    }
    if (!(index >= blockStart && (index - blockStart + 1) * bytes <= block.length)) {
      blockStart = index - index % rows;
      block = new byte[0];
      block = readRows(blockStart, Math.min(rows, shape[0] - blockStart));
    }
    int at = (int) (index - blockStart) * bytes;
    return Arrays.copyOfRange(block, at, at + bytes);
  }

  private byte[] readRows(long first, long rows) throws IOException {
    long[] offset = new long[shape.length];
    long[] count = shape.clone();
    offset[0] = first;
    count[0] = rows;
    return read(offset, count);
  }

  private byte[] read(long[] offset, long[] count) throws IOException {
    long bytes = requirePossible(count);
    long heap = Runtime.getRuntime().maxMemory();
    if (!(bytes <= Integer.MAX_VALUE - 8 && bytes <= heap / 4)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: reading %d bytes at once is too much for a heap of %d MB; give Java more with -Xmx",
              where(),
              bytes,
              heap >> 20));
    }
    return file.read(
        where(),
        "read it",
        () -> {
          requireInside(offset, count);
          byte[] values = new byte[(int) bytes];
          if (bytes > 0) {
            chunks().read(JavaDataset.padded(offset, 0), JavaDataset.padded(count, 1), values);
          }
          return values;
        });
  }

  private void requireInside(long[] offset, long[] count) {
    for (int axis = 0; axis < shape.length; axis++) {
      if (!(offset[axis] >= 0 && offset[axis] <= shape[axis] - count[axis])) {
        throw new HdfException("rows that should be here are not");
      }
    }
  }
}
