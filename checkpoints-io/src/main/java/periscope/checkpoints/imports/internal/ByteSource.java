package periscope.checkpoints.imports.internal;

import java.io.IOException;

/** Bytes that are read where they are asked for. */
interface ByteSource {

  /** File and part of it, for messages; different for different bytes. */
  String where();

  /** Number of bytes. */
  long length();

  /**
   * Reads some of them.
   *
   * @param at the first byte's position; the caller keeps {@code at + count} within the length
   * @param into receives them, from index 0
   * @throws IOException if they cannot be read, or are damaged
   */
  void read(long at, byte[] into, int count) throws IOException;

  /** Gives back what is held between readings; the next one may take longer. */
  default void release() {}
}
