package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Reads pickles that stand alone: NumPy's arrays in dicts and lists, as {@code pickle.dump} has it.
 */
final class PickleFile {
  /** How PyTorch up to 1.5 began its files: a pickle of a number, and others after it. */
  private static final byte[] LEGACY_TORCH = {
    (byte) 0x80,
    2,
    (byte) 0x8a,
    10,
    'l',
    (byte) 0xfc,
    (byte) 0x9c,
    'F',
    (byte) 0xf9,
    ' ',
    'j',
    (byte) 0xa8,
    'P',
    0x19,
    '.'
  };

  /** Bytes of a pickle that is read. */
  static final long LARGEST = 512L << 20;

  private static final int PROTOCOL = 0x80;
  private static final int LAST_PROTOCOL = 5;

  private PickleFile() {}

  /** Whether a file's first bytes begin a pickle. */
  static boolean startsOne(byte[] start) {
    return start.length >= 2
        && (start[0] & 0xff) == PROTOCOL
        && start[1] >= 1
        && start[1] <= LAST_PROTOCOL;
  }

  /** Reads what stands in a file. */
  static Contents read(Path path) throws IOException {
    long size = Files.size(path);
    ByteSource source = new FileRange(path, path.toString(), 0, size);
    byte[] start = new byte[(int) Math.min(size, LEGACY_TORCH.length)];
    source.read(0, start, start.length);
    if (Arrays.equals(start, LEGACY_TORCH)) {
      throw refuse(
          "%s: expected a zip file, found a pickle, as PyTorch before 1.6 wrote them; load it in"
              + " PyTorch and save it again with torch.save(torch.load(FILE), FILE)",
          path);
    }
    byte[] bytes = bytes(source, LARGEST, path.toString());
    TorchWorld world = new TorchWorld(Map.of(), "", ByteOrder.LITTLE_ENDIAN);
    return new TorchContents(path, Form.PICKLE)
        .read(PickleReader.read(path.toString(), bytes, world));
  }

  /** All bytes of a source, which must leave room in the heap for what they describe. */
  static byte[] bytes(ByteSource source, long most, String where) throws IOException {
    long limit = Math.min(most, Runtime.getRuntime().maxMemory() / 8);
    if (!(source.length() <= limit)) {
      throw refuse("%s: %d bytes are too many; at most %d are read", where, source.length(), limit);
    }
    byte[] bytes = new byte[(int) source.length()];
    source.read(0, bytes, bytes.length);
    return bytes;
  }
}
