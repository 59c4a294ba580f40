package periscope.checkpoints.internal.jhdf;

import io.jhdf.ObjectHeader;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
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

  static long[] shape(ObjectHeader header) {
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
  static long[] padded(long[] axes, long single) {
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

  /** Looks for every chunk, but not at its values. */
  void examine() throws IOException {
    file.read(
        where(),
        "look at it",
        () -> {
          chunks().examine(padded(shape, 1));
          return true;
        });
  }

  private Chunks chunks() {
    Chunks known = chunks;
    if (known == null || epoch != file.epoch()) {
      known = ChunkLayout.of(file.source(), file.header(path), type.bytes(), shape);
      chunks = known;
      epoch = file.epoch();
    }
    return known;
  }
}
