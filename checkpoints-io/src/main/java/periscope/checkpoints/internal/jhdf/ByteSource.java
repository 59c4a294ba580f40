package periscope.checkpoints.internal.jhdf;

import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The bytes of a file, for jHDF. Nothing is read that the file does not have, no memory is taken
 * for it, and the work that a file can ask for in one go is limited: structures that point in
 * circles come to an end.
 */
final class ByteSource implements HdfBackingStorage {
  private static final int MOST_READS = 1_000_000;
  private static final long MOST_BYTES = 512L << 20;
  private static final int LARGEST = 64 << 20;

  private final FileChannel channel;
  private final Superblock superblock;
  private int reads;
  private long bytes;

  private ByteSource(FileChannel channel, Superblock superblock) {
    this.channel = channel;
    this.superblock = superblock;
  }

  /** Opens a file that has the signature of HDF5 at its start. */
  static ByteSource open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new ByteSource(channel, Superblock.readSuperblock(channel, 0));
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Begins a new piece of work, with a limit of its own. */
  void begin() {
    reads = 0;
    bytes = 0;
  }

  @Override
  public ByteBuffer readBufferFromAddress(long address, int length) {
    requireInside(address, length);
    reads++;
    bytes += length;
    if (!(reads <= MOST_READS && bytes <= MOST_BYTES && length <= LARGEST)) {
      throw new HdfException("its structure is too large, or goes in circles");
    }
    byte[] read = new byte[length];
    read(address, read, 0, length);
    return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads bytes into an array that is there already. */
  void read(long address, byte[] target, int at, int length) {
    requireInside(address, length);
    ByteBuffer buffer = ByteBuffer.wrap(target, at, length);
    try {
      long next = address;
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, next);
        if (count < 0) {
          throw outside(address, length);
        }
        next += count;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the file has these bytes. */
  boolean has(long address, long length) {
    return address >= 0 && length >= 0 && address <= size() - length;
  }

  private void requireInside(long address, long length) {
    if (!has(address, length)) {
      throw outside(address, length);
    }
  }

  private HdfException outside(long address, long length) {
    return new HdfException(
        String.format(
            Locale.ROOT,
            "%d bytes at %d are not in the file, which has %d",
            length,
            address,
            size()));
  }

  @Override
  public ByteBuffer map(long address, long length) {
    return readBufferFromAddress(address, (int) Math.min(length, Integer.MAX_VALUE));
  }

  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    return map(address, length);
  }

  @Override
  public long getUserBlockSize() {
    return 0;
  }

  @Override
  public Superblock getSuperblock() {
    return superblock;
  }

  @Override
  public FileChannel getFileChannel() {
    return channel;
  }

  @Override
  public int getSizeOfOffsets() {
    return superblock.getSizeOfOffsets();
  }

  @Override
  public int getSizeOfLengths() {
    return superblock.getSizeOfLengths();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long size() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean inMemory() {
    return false;
  }
}
