package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.testing.ChildJvm;
import periscope.testing.Result;

/**
 * Files changed at random are read or refused with an IOException: nothing else is thrown, little
 * memory is taken, nothing hangs and the native library does not crash. In its long form (the Maven
 * profile {@code fuzz}) with 100 000 for each reader and kind of file.
 */
@Tag("fuzz")
class FuzzTest {
  private static final int MUTATIONS = Integer.getInteger("periscope.fuzz.inputs", 300);
  private static final int PER_PROCESS = 2_000;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"NATIVE,run", "NATIVE,measures", "JAVA,run", "JAVA,measures"})
  void changedFiles(Engine engine, String kind) throws IOException {
    Path file = folder.resolve(kind + ".h5");
    if (kind.equals("run")) {
      writeRun(file);
    } else {
      writeMeasures(file);
    }
    for (int done = 0; done < MUTATIONS; done += PER_PROCESS) {
      int count = Math.min(PER_PROCESS, MUTATIONS - done);
      Result result =
          ChildJvm.run(
              Duration.ofMinutes(1).plusMillis(500L * count),
              List.of("-Xmx64m", "-Dperiscope.hdf5=" + engine),
              FuzzingProcess.class,
              file.toString(),
              Integer.toString(1 + done),
              Integer.toString(count));
      String last = result.succeeded().lines().toList().getLast();
      assertThat(last).startsWith(count + " changed, ");
      System.out.println(engine + " " + kind + ": " + last);
    }
  }

  private static void writeRun(Path file) throws IOException {
    RunHeader header =
        new RunHeader(
            "{\"task\":\"x\"}",
            Map.of("seed", "1"),
            List.of(new TensorSpec("W", List.of(3, 2)), new TensorSpec("b", List.of())),
            List.of(new TensorSpec("m", List.of(2))),
            List.of("loss", "loss/test"));
    try (RunWriter writer = RunWriter.create(file, header, new int[] {1, 3}, false)) {
      for (int i = 0; i < 40; i++) {
        TestRuns.write(writer, i);
      }
    }
  }

  private static void writeMeasures(Path file) throws IOException {
    List<SeriesSpec> series =
        List.of(
            new SeriesSpec("loss", List.of(), Map.of("unit", "nat")),
            new SeriesSpec("loss/by-key", List.of(3), Map.of()));
    try (SeriesWriter writer =
        SeriesWriter.create(file, "periscope-measures", Map.of("run", "r"), series)) {
      for (int i = 0; i < 20; i++) {
        writer.append(i, List.of(new double[] {i}, new double[] {i, 2, 3}));
      }
      writer.constant("keys", List.of(2), new int[] {4, 7}, Map.of());
      writer.constant("half", 30, Map.of());
      writer.absent("never", "does not apply");
      writer.commit();
    }
  }
}
