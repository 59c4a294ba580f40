package periscope.checkpoints.imports.internal;

import java.nio.file.Path;

/**
 * A file in a zip file, checked against its neighbours.
 *
 * @param archive the zip file
 * @param name its name in there: never a path of this machine
 * @param deflated whether its bytes are compressed
 * @param crc checksum of its bytes
 * @param offset position of its first byte in the archive
 * @param stored bytes it takes there
 * @param size its bytes
 */
record ZipMember(
    Path archive, String name, boolean deflated, long crc, long offset, long stored, long size) {

  /** The part of the archive that it takes. */
  private FileRange range() {
    return new FileRange(archive, archive + ": " + name, offset, stored);
  }

  /** Its bytes, if they are not compressed. */
  ByteSource plain() {
    return new CheckedSource(range(), crc);
  }

  /** Its bytes, if they are compressed. To be closed. */
  InflatedSource inflated() {
    return new InflatedSource(range(), size, crc);
  }
}
