package periscope.checkpoints;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.Slab;
import periscope.checkpoints.internal.StoredDataset;

/** A dataset whose rows are in the parts of a run. */
final class JoinedDataset implements StoredDataset {
  private final PartsFile file;
  private final StoredDataset fixed; // in the header: without rows, of the same type and row shape
  private List<PartsFile.Piece> pieces;
  private long[] shape;

  JoinedDataset(PartsFile file, StoredDataset fixed) throws IOException {
    this.file = file;
    this.fixed = fixed;
    fixed.rows();
    pieces = file.pieces(fixed.path());
    shape = join();
  }

  private long[] join() {
    long[] joined = fixed.shape().clone();
    joined[0] = pieces.isEmpty() ? 0 : pieces.getLast().first() + pieces.getLast().rows();
    return joined;
  }

  @Override
  public PartsFile file() {
    return file;
  }

  @Override
  public String path() {
    return fixed.path();
  }

  @Override
  public ElementType type() {
    return fixed.type();
  }

  @Override
  public long[] shape() {
    return shape;
  }

  @Override
  public void refresh() {
    pieces = file.pieces(path());
    shape = join();
  }

  @Override
  public boolean filtered() throws IOException {
    return !pieces.isEmpty() && open(pieces.getFirst()).filtered();
  }

  private StoredDataset open(PartsFile.Piece piece) throws IOException {
    StoredDataset part = file.part(piece.file()).dataset(path(), type());
    long[] expected = shape.clone();
    expected[0] = piece.rows();
    if (!Arrays.equals(part.shape(), expected)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: expected shape %s, found %s; the file is damaged",
              part.where(),
              Arrays.toString(expected),
              Arrays.toString(part.shape())));
    }
    return part;
  }

  @Override
  public MemorySegment load(Slab slab) throws IOException {
    try {
      return join(slab);
    } catch (NoSuchFileException e) {
      // Since it was looked for, it was put together with others.
      file.refresh();
      pieces = file.pieces(path());
      return join(slab);
    }
  }

  private MemorySegment join(Slab slab) throws IOException {
    byte[] values = new byte[Math.toIntExact(slab.bytes(type()))];
    MemorySegment joined = MemorySegment.ofArray(values);
    long rowBytes = values.length / slab.count()[0];
    long from = slab.offset()[0];
    long end = from + slab.count()[0];
    long done = 0;
    for (PartsFile.Piece piece : pieces) {
      long first = Math.max(from, piece.first());
      long rows = Math.min(end, piece.first() + piece.rows()) - first;
      if (rows > 0) {
        try (StoredDataset part = open(piece)) {
          MemorySegment found = part.load(within(slab, first - piece.first(), rows));
          joined.asSlice((first - from) * rowBytes).copyFrom(found.asSlice(0, rows * rowBytes));
        }
        done += rows;
      }
    }
    if (done != slab.count()[0]) {
      throw new IOException(where() + ": rows that should be here are not");
    }
    return joined;
  }

  private static Slab within(Slab slab, long first, long rows) {
    long[] offset = slab.offset().clone();
    long[] count = slab.count().clone();
    offset[0] = first;
    count[0] = rows;
    return new Slab(offset, count);
  }

  @Override
  public void requireStored(long row) throws IOException {
    for (PartsFile.Piece piece : pieces) {
      if (row >= piece.first() && row < piece.first() + piece.rows()) {
        try (StoredDataset part = open(piece)) {
          part.requireStored(row - piece.first());
        } catch (NoSuchFileException e) {
          file.refresh();
          pieces = file.pieces(path());
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    fixed.close();
  }
}
