package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where the list of a zip file's members is: PKWARE's APPNOTE 6.3.10, sections 4.3.14 to 4.3.16.
 * The list must end where the records behind it begin, and they where the file ends.
 *
 * @param entries how many members it lists
 * @param offset where it begins
 * @param bytes the list itself
 */
record ZipDirectory(int entries, long offset, ByteBuffer bytes) {
  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_SIZE = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_SIZE = 56;
  private static final int SMALLEST_ENTRY = 46;
  private static final int MOST_ENTRIES = 1_000_000;
  private static final long LARGEST = 256L << 20;

  /** Reads it. */
  static ZipDirectory read(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      int tailSize = (int) Math.min(size, END_SIZE + LONGEST_COMMENT + LOCATOR_SIZE);
      ByteBuffer tail = piece(channel, size - tailSize, tailSize, path);
      int end = endRecord(tail, path);
      long endPosition = size - tailSize + end;
      requireOneDisk(tail.getShort(end + 4) | tail.getShort(end + 6), path);
      long entries = tail.getShort(end + 10) & 0xffffL;
      long bytes = tail.getInt(end + 12) & 0xffffffffL;
      long offset = tail.getInt(end + 16) & 0xffffffffL;
      if (end >= LOCATOR_SIZE && tail.getInt(end - LOCATOR_SIZE) == LOCATOR) {
        long position = tail.getLong(end - LOCATOR_SIZE + 8);
        if (!(position >= 0 && position == endPosition - LOCATOR_SIZE - END_64_SIZE)) {
          throw refuse(
              "%s: expected the zip64 end record at byte %d, found it said to be at byte %d",
              path, endPosition - LOCATOR_SIZE - END_64_SIZE, position);
        }
        ByteBuffer large = piece(channel, position, END_64_SIZE, path);
        if (large.getInt(0) != END_64) {
          throw refuse("%s: expected the zip64 end record at byte %d", path, position);
        }
        requireOneDisk(large.getInt(16) | large.getInt(20), path);
        entries = agreed(entries, 0xffffL, large.getLong(32), path);
        bytes = agreed(bytes, 0xffffffffL, large.getLong(40), path);
        offset = agreed(offset, 0xffffffffL, large.getLong(48), path);
        endPosition = position;
      }
      require(entries, bytes, offset, endPosition, path);
      return new ZipDirectory((int) entries, offset, piece(channel, offset, (int) bytes, path));
    }
  }

  private static ByteBuffer piece(FileChannel channel, long position, int size, Path path)
      throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    FileRange.readFully(channel, position, piece, path.toString());
    return piece.flip();
  }

  private static int endRecord(ByteBuffer tail, Path path) throws IOException {
    for (int at = tail.limit() - END_SIZE; at >= 0; at--) {
      if (tail.getInt(at) == END
          && at + END_SIZE + (tail.getShort(at + 20) & 0xffff) == tail.limit()) {
        return at;
      }
    }
    throw refuse(
        "%s: expected a zip file's list of members at its end, found none; it was cut short", path);
  }

  private static void requireOneDisk(int disks, Path path) throws IOException {
    if (disks != 0) {
      throw refuse("%s: expected a zip file in one piece, found a part of several", path);
    }
  }

  private static long agreed(long small, long unknown, long large, Path path) throws IOException {
    if (small != unknown && small != large) {
      throw refuse("%s: its two end records disagree: %d and %d", path, small, large);
    }
    return large;
  }

  private static void require(long entries, long bytes, long offset, long end, Path path)
      throws IOException {
    if (!(offset >= 0 && bytes >= 0 && offset <= end && end - offset == bytes)) {
      throw refuse(
          "%s: expected the list of members to end at byte %d, found %d bytes at byte %d",
          path, end, bytes, offset);
    }
    if (!(entries >= 0 && entries <= MOST_ENTRIES && bytes <= LARGEST)) {
      throw refuse(
          "%s: lists %d members in %d bytes; at most %d in %d are read",
          path, entries, bytes, MOST_ENTRIES, LARGEST);
    }
    if (!(entries <= bytes / SMALLEST_ENTRY)) {
      throw refuse("%s: claims %d members in %d bytes", path, entries, bytes);
    }
  }
}
