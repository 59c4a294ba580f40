package periscope.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.Hdf5;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;
import periscope.testing.ChildJvm;
import periscope.testing.ExternalTool;
import periscope.testing.RunInPython;

/**
 * A process that writes is killed at random moments, with no chance to clean up: nothing committed
 * is lost, and the run continues as if nothing had happened. In its long form
 * (-Dperiscope.kills=30) it is killed 60 times.
 */
class CrashTest {
  private static final int KILLS = Integer.getInteger("periscope.kills", 3);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void losesNothingThatWasCommitted(long seed) throws IOException, InterruptedException {
    ExternalTool python = ExternalTool.h5py();
    SplittableRandom random = new SplittableRandom(seed);
    Path file = folder.resolve("run.h5");
    int committed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      int announced = committed + 1 + random.nextInt(30);
      writeUntilKilled(file, announced, random.nextLong(3_000_000));
      for (Engine engine : Engine.values()) {
        try (RunReader reader = Engines.open(engine, file)) {
          assertThat(reader.steps()).hasSizeGreaterThanOrEqualTo(announced);
          assertThat(reader.live()).isFalse();
          TestRuns.verify(reader, 0);
          TestRuns.verifyOptimizer(reader);
          committed = reader.steps().length;
        }
      }
      assertThat(RunInPython.lastStep(python, file)).isEqualTo(TestRuns.step(committed - 1));
      RunHealth health = RunHealth.verify(file);
      assertThat(health.problems()).isEmpty();
      assertThat(health.lock()).isEqualTo(RunHealth.Lock.STALE);
    }
    int end = committed + 3;
    try (RunWriter writer = RunWriter.resume(file)) {
      assertThat(writer.committed()).isEqualTo(committed);
      while (writer.committed() < end) {
        TestRuns.write(writer, writer.committed());
      }
    }
    Path uninterrupted = folder.resolve("uninterrupted.h5");
    try (RunWriter writer =
        RunWriter.create(uninterrupted, WritingProcess.HEADER, TestRuns.TRAIN, false)) {
      for (int i = 0; i < end; i++) {
        TestRuns.write(writer, i);
      }
    }
    assertSameBytes(file, uninterrupted);
    System.out.println(
        "seed " + seed + ": " + KILLS + " kills, " + end + " checkpoints, all of them there");
  }

  /** Kills some nanoseconds after so many checkpoints were announced: while the next is written. */
  private static void writeUntilKilled(Path file, int announced, long nanoseconds)
      throws IOException, InterruptedException {
    Process process = ChildJvm.start(WritingProcess.class, file.toString(), "1000000");
    try (BufferedReader output = process.inputReader(UTF_8)) {
      ChildJvm.awaitLine(output, "committed " + announced);
      Thread.sleep(nanoseconds / 1_000_000, (int) (nanoseconds % 1_000_000));
      ChildJvm.kill(process);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Every dataset: its type, its shape and every byte. */
  private static void assertSameBytes(Path found, Path expected) throws IOException {
    Hdf5.run(
        () -> {
          try (StoredFile ours = Engine.current().openForReading(found);
              StoredFile theirs = Engine.current().openForReading(expected)) {
            assertThat(ours.datasets("/")).isEqualTo(theirs.datasets("/")).hasSize(13);
            for (String path : ours.datasets("/")) {
              ElementType type = theirs.typeOf(path);
              try (StoredDataset one = ours.dataset(path, type);
                  StoredDataset other = theirs.dataset(path, type)) {
                assertThat(one.shape()).as(path).isEqualTo(other.shape());
                assertThat(bytes(one)).as(path).isEqualTo(bytes(other));
              }
            }
          }
        });
  }

  private static byte[] bytes(StoredDataset dataset) throws IOException {
    MemorySegment values = dataset.load(dataset.all());
    long size = dataset.all().bytes(dataset.type());
    return values.asSlice(0, size).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
  }
}
