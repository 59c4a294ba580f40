package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A range of a file. The file is opened for each reading, so that a folder of thousands of files
 * needs no descriptor in between.
 *
 * @param path the file
 * @param where name for messages
 * @param offset position of the first byte in the file
 * @param length number of bytes
 */
record FileRange(Path path, String where, long offset, long length) implements ByteSource {

  @Override
  public void read(long at, byte[] into, int count) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      readFully(channel, offset + at, ByteBuffer.wrap(into, 0, count), where);
    }
  }

  /** Fills a buffer from a position of an open file. */
  static void readFully(FileChannel channel, long position, ByteBuffer into, String where)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        throw Refusals.refuse(
            "%s: expected %d more bytes at byte %d, found the end of the file",
            where, into.remaining(), at);
      }
      at += read;
    }
  }
}
