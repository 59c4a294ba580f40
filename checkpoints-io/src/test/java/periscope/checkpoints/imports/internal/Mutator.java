package periscope.checkpoints.imports.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes damaged and hostile files of good ones. */
final class Mutator {
  private static final long[] INTERESTING = {
    0,
    1,
    -1,
    2,
    7,
    8,
    16,
    64,
    127,
    128,
    255,
    256,
    1024,
    32767,
    32768,
    65535,
    65536,
    1L << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffffffffL,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
  };

  private final Random random;
  private final List<byte[]> seeds;

  Mutator(long seed, List<byte[]> seeds) {
    this.random = new Random(seed);
    this.seeds = seeds;
  }

  /** The next file. */
  byte[] next() {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    int changes = random.nextBoolean() ? 1 : 1 + random.nextInt(6);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes = change(bytes);
    }
    return bytes;
  }

  private byte[] change(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    // Heads and tails are where the structure is.
    if (random.nextInt(3) == 0) {
      int edge = Math.min(bytes.length, 200);
      at = random.nextBoolean() ? random.nextInt(edge) : bytes.length - 1 - random.nextInt(edge);
    }
    // Mostly in place: where everything else moves, most files are refused at once.
    return switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 6, 7, 8 -> {
        bytes[at] = (byte) random.nextInt(256);
        yield bytes;
      }
      case 9, 10, 11, 12, 13, 14 -> {
        putNumber(bytes, at);
        yield bytes;
      }
      case 15, 16, 17, 18, 19 -> {
        byte[] piece = piece(seeds.get(random.nextInt(seeds.size())));
        System.arraycopy(piece, 0, bytes, at, Math.min(piece.length, bytes.length - at));
        yield bytes;
      }
      case 20 -> Arrays.copyOf(bytes, at);
      case 21 -> cut(bytes, at, Math.min(bytes.length - at, 1 + random.nextInt(16)));
      case 22 -> insert(bytes, at, piece(bytes));
      default -> insert(bytes, at, piece(seeds.get(random.nextInt(seeds.size()))));
    };
  }

  private void putNumber(byte[] bytes, int at) {
    long value = INTERESTING[random.nextInt(INTERESTING.length)] + random.nextInt(3) - 1;
    int width = 1 << random.nextInt(4);
    boolean bigEndian = random.nextInt(4) == 0;
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      int shift = 8 * (bigEndian ? width - 1 - i : i);
      bytes[at + i] = (byte) (value >> shift);
    }
  }

  private byte[] piece(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    return Arrays.copyOfRange(
        bytes,
        from,
        Math.min(bytes.length, from + 1 + random.nextInt(random.nextBoolean() ? 8 : 64)));
  }

  private static byte[] cut(byte[] bytes, int at, int count) {
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - count);
    System.arraycopy(bytes, at + count, shorter, at, bytes.length - at - count);
    return shorter;
  }

  private static byte[] insert(byte[] bytes, int at, byte[] piece) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + piece.length);
    System.arraycopy(piece, 0, longer, at, piece.length);
    System.arraycopy(bytes, at, longer, at + piece.length, bytes.length - at);
    return longer;
  }
}
