package periscope.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.testing.ChildJvm;

/** One writer at a time, and a dead one is not in the way. */
class LockTest {
  @TempDir Path folder;
  private Path file;
  private Path lockFile;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("run.h5");
    lockFile = folder.resolve("run.h5.lock");
  }

  @Test
  void refusesASecondWriterInThisProcess() throws IOException {
    long pid = ProcessHandle.current().pid();
    try (RunWriter writer = RunWriter.create(file, TestRuns.HEADER, TestRuns.TRAIN, false)) {
      assertThat(lockFile).content().isEqualToIgnoringNewLines(Long.toString(pid));
      assertThatThrownBy(() -> RunWriter.resume(file))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith("run.h5 is being written by this process (%d) already", pid);
      assertThatThrownBy(() -> RunWriter.create(file, TestRuns.HEADER, TestRuns.TRAIN, true))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("being written by this process");
      assertThatThrownBy(() -> SeriesWriter.create(file, "x", Map.of(), java.util.List.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("being written by this process");
      TestRuns.write(writer, 0);
    }
    assertThat(lockFile).doesNotExist();
    RunWriter.resume(file).close();
  }

  @Test
  void refusesASecondWriterInAnotherProcessUntilThatIsDead() throws IOException {
    Process process = ChildJvm.start(WritingProcess.class, file.toString(), "1000000");
    try (BufferedReader output = process.inputReader(UTF_8)) {
      ChildJvm.awaitLine(output, "committed 1");
      assertThatThrownBy(() -> RunWriter.resume(file))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith(
              "run.h5 is being written by process %d; wait until that ends, or stop it",
              process.pid());
      try (RunReader reader = RunReader.open(file)) {
        assertThat(reader.live()).isTrue();
      }
      // Being refused, and looking, took nothing from the writer.
      ChildJvm.awaitLine(output, "committed 20");
      ChildJvm.kill(process);
    } finally {
      process.destroyForcibly();
    }
    assertThat(lockFile).exists();
    try (RunWriter writer = RunWriter.resume(file)) {
      assertThat(writer.committed()).isGreaterThanOrEqualTo(20);
    }
    assertThat(lockFile).doesNotExist();
  }

  @Test
  void takesOverALockFileOfNobody() throws IOException {
    TestRuns.write(file, 1);
    Files.writeString(lockFile, "1\n");
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.live()).isFalse();
    }
    try (RunWriter writer = RunWriter.resume(file)) {
      assertThat(writer.committed()).isEqualTo(1);
    }
    assertThat(lockFile).doesNotExist();
  }

  @Test
  void isGivenUpWhenOpeningFails() throws IOException {
    Files.writeString(file, "not a run");
    assertThatThrownBy(() -> RunWriter.resume(file)).isInstanceOf(NotARunException.class);
    Files.delete(file);
    RunWriter.create(file, TestRuns.HEADER, TestRuns.TRAIN, false).close();
  }
}
