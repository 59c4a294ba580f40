package periscope.models.task;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An IDX file of bytes, gzipped or not: two zero bytes, the element type 8, the number of axes,
 * each axis's size in four bytes, highest first, then the elements, row-major (LeCun et al. 1998).
 */
final class IdxFile implements Closeable {
  private static final int UNSIGNED_BYTES = 8;
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private final Path file;
  private final DataInputStream in;
  private final int[] sizes; // [axes]

  private IdxFile(Path file, DataInputStream in, int[] sizes) {
    this.file = file;
    this.in = in;
    this.sizes = sizes;
  }

  /**
   * Reads a file's header.
   *
   * @param axes how many it must have
   * @throws IOException if it cannot be read, or its header is not that of such a file
   */
  static IdxFile open(Path file, int axes) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    try {
      var in = new DataInputStream(unzipped(raw));
      int magic = in.readInt();
      if (magic != (UNSIGNED_BYTES << Byte.SIZE) + axes) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s begins with %08x, expected %08x: it is no IDX file of bytes with %d axes",
                file,
                magic,
                (UNSIGNED_BYTES << Byte.SIZE) + axes,
                axes));
      }
      int[] sizes = new int[axes];
      for (int i = 0; i < axes; i++) {
        sizes[i] = in.readInt();
      }
      return new IdxFile(file, in, sizes);
    } catch (EOFException e) {
      raw.close();
      throw new IOException(file + " ends within its header: it is no IDX file, or cut short", e);
    } catch (ZipException e) {
      raw.close();
      throw damaged(file, e);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream unzipped(InputStream raw) throws IOException {
    raw.mark(2);
    boolean zipped = raw.read() == GZIP_FIRST && raw.read() == GZIP_SECOND;
    raw.reset();
    return zipped ? new BufferedInputStream(new GZIPInputStream(raw)) : raw;
  }

  /**
   * The size of an axis.
   *
   * @throws IOException if it is not between 1 and {@code most}
   */
  int size(int axis, int most) throws IOException {
    if (sizes[axis] < 1 || sizes[axis] > most) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s says at byte %d that axis %d has the size %d, expected 1 to %d: it is damaged",
              file,
              Integer.BYTES * (axis + 1),
              axis,
              sizes[axis],
              most));
    }
    return sizes[axis];
  }

  /**
   * The next elements. Memory is taken as bytes arrive, not by what the header says.
   *
   * @throws IOException if there are fewer
   */
  byte[] read(int count) throws IOException {
    byte[] bytes;
    try {
      bytes = in.readNBytes(count);
    } catch (ZipException | EOFException e) {
      throw damaged(file, e);
    }
    if (bytes.length < count) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s ends after %d of %d bytes of data: it is cut short",
              file,
              bytes.length,
              count));
    }
    return bytes;
  }

  private static IOException damaged(Path file, IOException e) {
    return new IOException(
        String.format(Locale.ROOT, "%s is no whole gzip file: %s", file, e.getMessage()), e);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
