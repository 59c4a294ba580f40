package periscope.checkpoints.imports.internal;

/**
 * Bytes that are in memory.
 *
 * @param where name for messages; different for different bytes
 * @param part what they are part of, not copied
 */
record MemoryBytes(String where, Pickled.Bytes part) implements ByteSource {

  @Override
  public long length() {
    return part.count();
  }

  @Override
  public void read(long at, byte[] into, int count) {
    part.copy(at, into, count);
  }
}
