package periscope.checkpoints;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * CRC-32 of the little-endian bytes of values: the one of zlib and PNG, which every language has
 * ({@code zlib.crc32} in Python). HotSpot computes it at about 20 GB/s, as fast as CRC-32C.
 */
final class Checksum {
  private static final int BLOCK = 1 << 15; // bytes copied at once; stays in the first-level cache

  private Checksum() {}

  static int of(float[] values) {
    return of(values, 0, values.length, JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN));
  }

  /** Of several arrays, one after the other. */
  static int of(List<float[]> arrays) {
    int[] sums = arrays.stream().mapToInt(Checksum::of).toArray();
    CRC32 crc = new CRC32();
    crc.update(bytes(sums));
    return (int) crc.getValue();
  }

  /** A hash of checksums, in hexadecimal. */
  static String hash(int... sums) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(sums)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] bytes(int[] sums) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, sums.length));
    bytes.asIntBuffer().put(sums);
    return bytes.array();
  }

  /** Of some of the values. */
  static int of(float[] values, int from, int count) {
    return of(values, from, count, JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN));
  }

  /** Of some of the values. */
  static int of(double[] values, int from, int count) {
    return of(values, from, count, JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN));
  }

  /** Of some of the values. */
  static int of(long[] values, int from, int count) {
    return of(values, from, count, JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN));
  }

  private static int of(Object values, int from, int count, ValueLayout layout) {
    int size = (int) layout.byteSize();
    byte[] block = new byte[Math.min(BLOCK, count * size)];
    MemorySegment memory = MemorySegment.ofArray(block);
    CRC32 crc = new CRC32();
    for (int done = 0; done < count; ) {
      int now = Math.min(count - done, block.length / size);
      MemorySegment.copy(values, from + done, memory, layout, 0, now);
      crc.update(block, 0, now * size);
      done += now;
    }
    return (int) crc.getValue();
  }

  /** Of all that is fixed when a run is made. */
  static int of(RunHeader header, int[] train) {
    StringBuilder text = new StringBuilder(header.spec()).append('\n');
    for (Map.Entry<String, String> entry : header.provenance().entrySet()) {
      text.append(entry.getKey()).append('=').append(entry.getValue()).append('\n');
    }
    for (List<TensorSpec> tensors : List.of(header.parameters(), header.optimizer())) {
      tensors.forEach(t -> text.append(t.name()).append(t.shape()).append('\n'));
      text.append('\n');
    }
    header.metrics().forEach(id -> text.append(id).append('\n'));
    for (int example : train) {
      text.append(example).append(' ');
    }
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }
}
