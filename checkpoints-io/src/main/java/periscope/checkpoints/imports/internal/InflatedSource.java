package periscope.checkpoints.imports.internal;

import java.io.Closeable;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ForeignFileException;

/**
 * Deflated bytes, inflated while they are read. Reading forwards goes on where the last reading
 * ended, so that the rows of a series cost one pass; reading backwards starts again. The checksum
 * is compared at the end of a pass.
 */
final class InflatedSource implements ByteSource, Closeable {
  private static final int BLOCK = 1 << 16;

  private final ByteSource deflated;
  private final long length;
  private final long crc;

  private @Nullable Inflater inflater;
  private byte[] input = {}; // while it is inflated
  private long consumed; // of the deflated bytes
  private long position; // of the inflated bytes
  private CRC32 found = new CRC32();

  InflatedSource(ByteSource deflated, long length, long crc) {
    this.deflated = deflated;
    this.length = length;
    this.crc = crc;
  }

  @Override
  public String where() {
    return deflated.where();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public synchronized void read(long at, byte[] into, int count) throws IOException {
    Inflater running = inflater;
    if (running == null || at < position) {
      running = restart();
    }
    byte[] skipped = new byte[BLOCK];
    while (position < at) {
      inflate(running, skipped, (int) Math.min(BLOCK, at - position));
    }
    inflate(running, into, count);
  }

  private Inflater restart() {
    close();
    consumed = 0;
    position = 0;
    found = new CRC32();
    input = new byte[BLOCK];
    Inflater fresh = new Inflater(true);
    inflater = fresh;
    return fresh;
  }

  private void inflate(Inflater running, byte[] into, int count) throws IOException {
    int done = 0;
    while (done < count) {
      int some;
      try {
        some = running.inflate(into, done, count - done);
      } catch (DataFormatException e) {
        throw new ForeignFileException(
            where() + ": its compressed bytes are damaged: " + e.getMessage(), e);
      }
      if (some == 0) {
        feed(running);
      }
      done += some;
    }
    found.update(into, 0, count);
    position += count;
    if (position == length && found.getValue() != crc) {
      throw Refusals.refuse(
          "%s: expected bytes with the checksum %08x, found %08x; the file is damaged",
          where(), crc, found.getValue());
    }
  }

  private void feed(Inflater running) throws IOException {
    int count = (int) Math.min(BLOCK, deflated.length() - consumed);
    if (running.finished() || running.needsDictionary() || count == 0) {
      throw Refusals.refuse(
          "%s: expected %d bytes after decompression, found fewer", where(), length);
    }
    deflated.read(consumed, input, count);
    running.setInput(input, 0, count);
    consumed += count;
  }

  @Override
  public synchronized void close() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
      input = new byte[0];
    }
  }

  @Override
  public void release() {
    close();
  }
}
