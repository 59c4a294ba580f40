package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.util.zip.CRC32;

/** Bytes with a checksum, which is compared once, before the first of them is given out. */
final class CheckedSource implements ByteSource {
  private static final int BLOCK = 1 << 18;

  private final ByteSource source;
  private final long crc;
  private volatile boolean compared;

  CheckedSource(ByteSource source, long crc) {
    this.source = source;
    this.crc = crc;
  }

  @Override
  public String where() {
    return source.where();
  }

  @Override
  public long length() {
    return source.length();
  }

  @Override
  public void read(long at, byte[] into, int count) throws IOException {
    if (!compared) {
      compare();
      compared = true;
    }
    source.read(at, into, count);
  }

  private void compare() throws IOException {
    CRC32 found = new CRC32();
    byte[] block = new byte[(int) Math.min(BLOCK, length())];
    for (long at = 0; at < length(); at += block.length) {
      int count = (int) Math.min(block.length, length() - at);
      source.read(at, block, count);
      found.update(block, 0, count);
    }
    if (found.getValue() != crc) {
      throw Refusals.refuse(
          "%s: expected bytes with the checksum %08x, found %08x; the file is damaged",
          where(), crc, found.getValue());
    }
  }
}
