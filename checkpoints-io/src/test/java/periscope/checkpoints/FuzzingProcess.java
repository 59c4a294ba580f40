package periscope.checkpoints;

import io.jhdf.checksum.ChecksumUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A program that changes a file at random and reads what comes out, again and again; a process of
 * its own, since a crash of the native library must not go unnoticed. Arguments: file, seed, number
 * of changed files. Ends with exit code 1 if anything but an IOException was thrown.
 *
 * <p>HDF5 protects its structure by checksums, so most changes would be refused at once: half of
 * the time the checksum is made right again.
 */
final class FuzzingProcess {
  private static final List<String> SIGNATURES =
      List.of(
          "OHDR", "OCHK", "EAHD", "EAIB", "EADB", "EASB", "FAHD", "FADB", "BTHD", "BTLF", "BTIN",
          "FRHP", "FHDB", "FHIB");

  private static final long[] ODD = {
    0,
    -1,
    1,
    8,
    255,
    1 << 16,
    1 << 20,
    Integer.MAX_VALUE,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final SplittableRandom random;
  private final byte[] original;
  private final List<int[]> protectedParts; // first byte, length with its checksum

  private FuzzingProcess(byte[] original, long seed) {
    this.original = original;
    random = new SplittableRandom(seed);
    protectedParts = findProtected(original);
  }

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    Path changed = file.resolveSibling("changed-" + args[1] + ".h5");
    FuzzingProcess fuzzing = new FuzzingProcess(Files.readAllBytes(file), Long.parseLong(args[1]));
    boolean run = file.getFileName().toString().startsWith("run");
    int refused = 0;
    long slowest = 0;
    int count = Integer.parseInt(args[2]);
    for (int i = 0; i < count; i++) {
      byte[] bytes = fuzzing.change();
      Files.write(changed, bytes);
      long start = System.nanoTime();
      try {
        if (run) {
          readRun(changed);
        } else {
          readMeasures(changed);
        }
      } catch (IOException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        Files.write(file.resolveSibling("bad-" + args[1] + "-" + i + ".h5"), bytes);
        System.out.println("change " + i + " of seed " + args[1]);
        e.printStackTrace(System.out);
        System.exit(1);
      }
      slowest = Math.max(slowest, System.nanoTime() - start);
    }
    Files.deleteIfExists(changed);
    System.out.println(
        count
            + " changed, "
            + refused
            + " refused, parts with checksums "
            + fuzzing.protectedParts.size()
            + ", slowest "
            + slowest / 1_000_000
            + " ms");
  }

  private static void readRun(Path file) throws IOException {
    try (RunReader reader = RunReader.open(file)) {
      for (int i = 0; i < Math.min(reader.steps().length, 5); i++) {
        reader.snapshot(i);
      }
      for (TensorSpec tensor : reader.parameters()) {
        reader.weightOverSteps(tensor.name(), tensor.size() - 1);
        reader.forEachSnapshotOf(tensor.name(), (step, values) -> {});
      }
      for (String metric : reader.metrics()) {
        reader.metric(metric);
      }
      reader.optimizerState();
      reader.refresh();
    }
    RunHealth.verify(file);
  }

  private static void readMeasures(Path file) throws IOException {
    try (SeriesReader reader = SeriesReader.open(file, "periscope-measures")) {
      List<String> ids = new ArrayList<>(reader.ids());
      for (String id : ids) {
        reader.all(id);
        if (reader.steps().length > 0) {
          reader.row(id, reader.steps().length - 1);
        }
      }
      for (String id : reader.constants()) {
        reader.all(id);
      }
      reader.absent().forEach(reader::absentReason);
    }
  }

  private byte[] change() {
    byte[] bytes = original.clone();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      bytes = changeOnce(bytes);
    }
    return bytes;
  }

  private byte[] changeOnce(byte[] bytes) {
    if (random.nextInt(40) == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    if (random.nextInt(4) > 0 && bytes.length == original.length) {
      int[] part = protectedParts.get(random.nextInt(protectedParts.size()));
      damage(bytes, part[0], part[1] - 4);
      if (random.nextInt(8) > 0) {
        int sum = ChecksumUtils.checksum(Arrays.copyOfRange(bytes, part[0], part[0] + part[1] - 4));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(part[0] + part[1] - 4, sum);
      }
      return bytes;
    }
    damage(bytes, 0, bytes.length);
    return bytes;
  }

  private void damage(byte[] bytes, int from, int length) {
    if (length < 16) {
      return;
    }
    int at = from + random.nextInt(length - 8);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> buffer.putLong(at, ODD[random.nextInt(ODD.length)]);
      case 3 -> buffer.putInt(at, (int) ODD[random.nextInt(ODD.length)]);
      case 4 -> buffer.putLong(at, random.nextInt(bytes.length));
      default -> {
        int other = from + random.nextInt(length - 8);
        System.arraycopy(bytes, other, bytes, at, 8);
      }
    }
  }

  /** Pieces of structure that end in the checksum of what is before it. */
  private static List<int[]> findProtected(byte[] bytes) {
    List<int[]> found = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 8 < bytes.length; at++) {
      String signature = new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
      if (at == 0 || SIGNATURES.contains(signature)) {
        for (int length = 16; length < 3000 && at + length + 4 <= bytes.length; length++) {
          int sum = ChecksumUtils.checksum(Arrays.copyOfRange(bytes, at, at + length));
          if (sum == buffer.getInt(at + length)) {
            found.add(new int[] {at, length + 4});
            break;
          }
        }
      }
    }
    return found;
  }
}
