package periscope.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.testing.ChildJvm;

/**
 * A process that writes is killed at random moments, with no chance to clean up: nothing committed
 * is lost, and the run continues as if nothing had happened.
 */
class CrashTest {
  private static final int KILLS = 3;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void losesNothingThatWasCommitted(long seed) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    Path file = folder.resolve("run.h5");
    int committed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      int announced = committed + 1 + random.nextInt(30);
      writeUntilKilled(file, announced, random.nextLong(3_000_000));
      try (RunReader reader = RunReader.open(file)) {
        assertThat(reader.steps()).hasSizeGreaterThanOrEqualTo(announced);
        assertThat(reader.live()).isFalse();
        TestRuns.verify(reader, 0);
        TestRuns.verifyOptimizer(reader);
        committed = reader.steps().length;
      }
    }
    int end = committed + 3;
    try (RunWriter writer = RunWriter.resume(file)) {
      assertThat(writer.committed()).isEqualTo(committed);
      while (writer.committed() < end) {
        TestRuns.write(writer, writer.committed());
      }
    }
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.steps()).hasSize(end);
      TestRuns.verify(reader, 0);
      TestRuns.verifyOptimizer(reader);
    }
  }

  /** Kills some nanoseconds after so many checkpoints were announced: while the next is written. */
  private static void writeUntilKilled(Path file, int announced, long nanoseconds)
      throws IOException, InterruptedException {
    Process process = ChildJvm.start(WritingProcess.class, file.toString(), "1000000");
    try (BufferedReader output = process.inputReader(UTF_8)) {
      ChildJvm.awaitLine(output, "committed " + announced);
      Thread.sleep(0, (int) Math.min(nanoseconds, 999_999));
      ChildJvm.kill(process);
    } finally {
      process.destroyForcibly();
    }
  }
}
