package periscope.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.TensorSpec;

/**
 * What a run file costs: committing checkpoints of 226 688 parameters beside writing the same bytes
 * to a plain file, in turns; then reading them back. {@code -Dperiscope.hdf5=java} writes a run in
 * parts and reads it, both in Java.
 */
public final class RunFileSpeed {
  private static final int CHECKPOINTS = 500;
  private static final int ROUNDS = 5;

  /** The parameters of Nanda et al. 2023, of which there are 226 688 without biases. */
  private static final List<TensorSpec> PARAMETERS =
      List.of(
          new TensorSpec("embed.W_E", List.of(114, 128)),
          new TensorSpec("pos_embed.W_pos", List.of(3, 128)),
          new TensorSpec("blocks.0.attn.W_Q", List.of(4, 128, 32)),
          new TensorSpec("blocks.0.attn.W_K", List.of(4, 128, 32)),
          new TensorSpec("blocks.0.attn.W_V", List.of(4, 128, 32)),
          new TensorSpec("blocks.0.attn.W_O", List.of(4, 32, 128)),
          new TensorSpec("blocks.0.mlp.W_in", List.of(128, 512)),
          new TensorSpec("blocks.0.mlp.b_in", List.of(512)),
          new TensorSpec("blocks.0.mlp.W_out", List.of(512, 128)),
          new TensorSpec("unembed.W_U", List.of(128, 114)));

  private final List<float[]> values = new ArrayList<>();
  private final int size;

  private RunFileSpeed() {
    Random random = new Random(1);
    int total = 0;
    for (TensorSpec parameter : PARAMETERS) {
      float[] array = new float[parameter.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) random.nextGaussian();
      }
      values.add(array);
      total += array.length;
    }
    size = total;
  }

  /** Prints the table; the argument is a folder to write to. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "runs");
    new RunFileSpeed().measure(folder);
  }

  private void measure(Path folder) throws IOException {
    Path run = folder.resolve("run.h5");
    Path plain = folder.resolve("plain.bin");
    double[] ours = new double[ROUNDS];
    double[] floor = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      floor[round] = writePlain(plain);
      ours[round] = writeRun(run);
      print("write, round " + round, ours[round], floor[round]);
    }
    print("write, medians", median(ours), median(floor));
    double[] series = new double[ROUNDS];
    double[] one = new double[ROUNDS];
    double[] checkpoint = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      try (RunReader reader = RunReader.open(run)) {
        series[round] = time(() -> readAll(reader));
        one[round] =
            time(
                () -> reader.forEachSnapshotOf("blocks.0.mlp.W_in", (step, row) -> sink += row[0]));
        checkpoint[round] =
            time(
                () -> {
                  for (int i = 0; i < CHECKPOINTS; i += 10) {
                    sink += reader.snapshot(i).get("embed.W_E")[0];
                  }
                });
      }
    }
    double bytes = (double) CHECKPOINTS * size * Float.BYTES;
    System.out.printf(
        Locale.ROOT, "read whole series        %8.2f GB/s%n", bytes / best(series) / 1e9);
    System.out.printf(Locale.ROOT, "one parameter, 500 steps %8.2f ms%n", best(one) * 1e3);
    System.out.printf(
        Locale.ROOT, "one checkpoint           %8.3f ms%n", best(checkpoint) / 50 * 1e3);
    try (var made = Files.walk(folder)) {
      for (Path each : made.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private double sink;

  private void readAll(RunReader reader) throws IOException {
    for (TensorSpec parameter : PARAMETERS) {
      reader.forEachSnapshotOf(parameter.name(), (step, row) -> sink += row[row.length - 1]);
    }
  }

  /** Seconds a checkpoint. */
  private double writePlain(Path file) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long start = System.nanoTime();
      for (int i = 0; i < CHECKPOINTS; i++) {
        buffer.clear();
        for (float[] array : values) {
          buffer.asFloatBuffer().put(array);
          buffer.position(buffer.position() + array.length * Float.BYTES);
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      return (System.nanoTime() - start) / 1e9 / CHECKPOINTS;
    }
  }

  /** Seconds a checkpoint, without making and closing the file. */
  private double writeRun(Path file) throws IOException {
    RunHeader header = new RunHeader("{}", Map.of(), PARAMETERS, List.of(), List.of());
    try (RunWriter writer = RunWriter.create(file, header, new int[0], true)) {
      long start = System.nanoTime();
      for (int i = 0; i < CHECKPOINTS; i++) {
        writer.checkpoint(i, values, List.of());
      }
      return (System.nanoTime() - start) / 1e9 / CHECKPOINTS;
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static double time(Work work) throws IOException {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double best(double[] times) {
    return Arrays.stream(times).min().orElseThrow();
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void print(String what, double ours, double floor) {
    System.out.printf(
        Locale.ROOT,
        "%-24s %8.3f ms a checkpoint, plain file %.3f ms: %.2f x%n",
        what,
        ours * 1e3,
        floor * 1e3,
        ours / floor);
  }
}
