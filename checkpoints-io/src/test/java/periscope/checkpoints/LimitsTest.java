package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.testing.ChildJvm;
import periscope.testing.ExternalTool;
import periscope.testing.Result;

/** Processes with little memory, little disk, and no words but their own. */
class LimitsTest {
  @TempDir Path folder;

  /** Reads all of a file four times larger than the memory of its JVM. */
  static final class ReadingProcess {
    private ReadingProcess() {}

    public static void main(String[] args) throws IOException {
      try (RunReader reader = RunReader.open(Path.of(args[0]))) {
        long values = 0;
        for (int i = 0; i < reader.steps().length; i++) {
          values += reader.snapshot(i).get("w").length;
        }
        long[] streamed = new long[1];
        reader.forEachSnapshotOf("w", (step, row) -> streamed[0] += row.length);
        System.out.println(
            values + " " + streamed[0] + " " + reader.weightOverSteps("w", 5).length);
      }
    }
  }

  @Test
  void aRunLargerThanTheMemoryIsStreamed() throws IOException {
    int checkpoints = 96;
    int size = 1 << 18; // a megabyte
    Path file = folder.resolve("large.h5");
    RunHeader header =
        new RunHeader(
            "{}", Map.of(), List.of(new TensorSpec("w", List.of(size))), List.of(), List.of());
    try (RunWriter writer = RunWriter.create(file, header, new int[0], false)) {
      for (int i = 0; i < checkpoints; i++) {
        writer.checkpoint(i, List.of(new float[size]), List.of());
      }
    }
    Result read = ChildJvm.run(List.of("-Xmx24m"), ReadingProcess.class, file.toString());
    long values = (long) checkpoints * size;
    assertThat(read.succeeded())
        .isEqualToIgnoringNewLines(values + " " + values + " " + checkpoints);
  }

  /** Does what makes the library complain, and says how often it was refused. */
  static final class QuietProcess {
    private QuietProcess() {}

    public static void main(String[] args) throws IOException {
      Path folder = Path.of(args[0]);
      Path file = folder.resolve("run.h5");
      TestRuns.write(file, 1);
      byte[] bytes = Files.readAllBytes(file);
      int refused = 0;
      for (int length : new int[] {0, 100, bytes.length / 2}) {
        Files.write(file, java.util.Arrays.copyOf(bytes, length));
        try (RunReader reader = RunReader.open(file)) {
          System.out.println("opened " + reader.file());
        } catch (IOException expected) {
          refused++;
        }
      }
      System.out.println("refused " + refused);
    }
  }

  @Test
  void nothingButOurOwnWordsIsPrinted() throws IOException {
    Result result = ChildJvm.run(List.of(), QuietProcess.class, folder.toString());
    assertThat(result.succeeded()).isEqualToIgnoringNewLines("refused 3");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void whatWasCommittedIsThereWhenTheDiskIsFull() throws IOException {
    assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "limits are set with a shell");
    Path file = folder.resolve("run.h5");
    String command =
        String.join(
            " ",
            ChildJvm.command(
                List.of("-XX:-UsePerfData"),
                WritingProcess.class,
                List.of(file.toString(), "1000")));
    // No file may grow beyond 6000 blocks of 512 bytes: a stand-in for a full disk.
    Result result =
        ExternalTool.find(List.of("sh"), List.of("-c", "ulimit -f 6000"), "dash")
            .run("-c", "ulimit -f 6000; exec " + command);
    List<String> lines = result.succeeded().lines().toList();
    assertThat(lines.getLast())
        .isEqualTo(
            "again: "
                + file
                + ": writing it failed in this process before; resume it from a new process");
    assertThat(lines.get(lines.size() - 2))
        .startsWith("failed: " + file)
        .contains("cannot ")
        .endsWith(": file write failed: File too large");
    int committed = lines.size() - 3; // all other lines are commits, but for the first: "open"
    assertThat(committed).isGreaterThan(5);
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.steps()).hasSize(committed);
      TestRuns.verify(reader, 0);
      TestRuns.verifyOptimizer(reader);
    }
    try (RunWriter writer = RunWriter.resume(file)) {
      TestRuns.write(writer, committed);
    }
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.steps()).hasSize(committed + 1);
      TestRuns.verify(reader, 0);
      TestRuns.verifyOptimizer(reader);
    }
  }

  /** Writes series until it is told that it cannot. */
  static final class SeriesProcess {
    private SeriesProcess() {}

    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[0]);
      List<SeriesSpec> series =
          List.of(
              new SeriesSpec("a", List.of(100), Map.of()),
              new SeriesSpec("b", List.of(), Map.of()));
      try (SeriesWriter writer = SeriesWriter.create(file, "x", Map.of(), series)) {
        for (int step = 0; step < 200; step++) {
          writer.append(step, List.of(new double[100], new double[1]));
        }
        writer.commit();
        System.out.println("written");
      } catch (IOException e) {
        System.out.println("failed: " + e.getMessage());
      }
    }
  }

  /** The library must not crash at the end of the process over what it could not write. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 64, 200, 300})
  void seriesThatFindNoRoomLeaveTheOldFile(int blocks) throws IOException {
    assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "limits are set with a shell");
    Path file = Files.writeString(folder.resolve("run.probes.h5"), "old");
    String command =
        String.join(
                " ",
                ChildJvm.command(
                    List.of("-XX:-UsePerfData"), SeriesProcess.class, List.of(file.toString())))
            .replace("$", "\\$"); // of the class's name
    Result result =
        ExternalTool.find(List.of("sh"), List.of("-c", "ulimit -f 1"), "dash")
            .run("-c", "ulimit -f " + blocks + "; exec " + command);
    assertThat(result.succeeded()).startsWith("failed: " + file).contains("File too large");
    assertThat(file).hasContent("old");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  /** A disk of 3 MB; where mounting is not allowed the test above stands in for it. */
  @ParameterizedTest
  @EnumSource
  void aFullDiskLosesNothingThatWasCommitted(Engine engine) throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    ExternalTool mount = ExternalTool.find(List.of("mount"), List.of("--version"), "mount");
    Result mounted = mount.run("-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString());
    assumeTrue(mounted.exit() == 0, "this user may not mount: " + mounted.err());
    try {
      Path file = disk.resolve("run.h5");
      Result result =
          ChildJvm.run(
              List.of("-XX:-UsePerfData", "-Dperiscope.hdf5=" + engine),
              WritingProcess.class,
              file.toString(),
              "1000");
      List<String> lines = result.succeeded().lines().toList();
      assertThat(lines.get(lines.size() - 2))
          .startsWith("failed: " + file)
          .endsWith("No space left on device");
      int committed = lines.size() - 3;
      assertThat(committed).isGreaterThan(5);
      for (Engine reading : Engine.values()) {
        try (RunReader reader = Engines.open(reading, file)) {
          assertThat(reader.steps()).hasSize(committed);
          TestRuns.verify(reader, 0);
          TestRuns.verifyOptimizer(reader);
        }
      }
    } finally {
      ExternalTool.find(List.of("umount"), List.of("--version"), "mount").run(disk.toString());
    }
  }
}
