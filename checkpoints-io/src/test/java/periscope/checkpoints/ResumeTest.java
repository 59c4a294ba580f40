package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was closed can be continued after its last checkpoint. */
class ResumeTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("run.h5");
  }

  @Test
  void givesBackTheLastCheckpoint() throws IOException {
    TestRuns.write(file, 5);
    try (RunWriter writer = RunWriter.resume(file)) {
      assertThat(writer.committed()).isEqualTo(5);
      assertThat(writer.lastStep()).isEqualTo(40);
      assertThat(writer.header()).isEqualTo(TestRuns.HEADER);
      assertThat(writer.train()).isEqualTo(TestRuns.TRAIN);
      Snapshot parameters = writer.lastParameters().orElseThrow();
      assertThat(parameters.step()).isEqualTo(40);
      TestRuns.assertSameBits(parameters.values(), TestRuns.parameters(TestRuns.HEADER, 40));
      Snapshot optimizer = writer.lastOptimizer().orElseThrow();
      assertThat(optimizer.step()).isEqualTo(40);
      TestRuns.assertSameBits(optimizer.values(), TestRuns.optimizer(TestRuns.HEADER, 40));
    }
  }

  @Test
  void continuesAsIfNeverClosed() throws IOException {
    TestRuns.write(file, 5);
    for (int end : new int[] {6, 6, 17}) {
      try (RunWriter writer = RunWriter.resume(file)) {
        while (writer.committed() < end) {
          TestRuns.write(writer, writer.committed());
        }
      }
    }
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.steps()).hasSize(17);
      TestRuns.verify(reader, 0);
      TestRuns.verifyOptimizer(reader);
    }
  }

  @Test
  void startsFromNothingWhereNothingIsCommitted() throws IOException {
    RunWriter.create(file, TestRuns.HEADER, TestRuns.TRAIN, false).close();
    try (RunWriter writer = RunWriter.resume(file)) {
      assertThat(writer.lastStep()).isEqualTo(-1);
      assertThat(writer.lastParameters()).isEmpty();
      assertThat(writer.lastOptimizer()).isEmpty();
      TestRuns.write(writer, 0);
    }
    try (RunReader reader = RunReader.open(file)) {
      TestRuns.verify(reader, 0);
    }
  }

  @Test
  void dropsMetricsThatNoCheckpointFollowed() throws IOException {
    try (RunWriter writer = RunWriter.create(file, TestRuns.HEADER, TestRuns.TRAIN, false)) {
      TestRuns.write(writer, 0);
      writer.metrics(5, TestRuns.metrics(TestRuns.HEADER, 5));
    }
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.metricSteps()).containsExactly(0);
    }
    try (RunWriter writer = RunWriter.resume(file)) {
      TestRuns.write(writer, 1);
    }
    try (RunReader reader = RunReader.open(file)) {
      TestRuns.verify(reader, 0);
    }
  }

  @Test
  void worksWhileAReaderOfThisProcessIsOpen() throws IOException {
    TestRuns.write(file, 3);
    try (RunReader reader = RunReader.open(file)) {
      try (RunWriter writer = RunWriter.resume(file)) {
        TestRuns.write(writer, 3);
        assertThat(reader.steps()).hasSize(3);
        assertThat(reader.live()).isTrue();
        assertThat(reader.refresh()).isEqualTo(4);
        TestRuns.verify(reader, 0);
      }
      assertThat(reader.live()).isFalse();
      try (RunWriter writer = RunWriter.resume(file)) {
        TestRuns.write(writer, 4);
      }
      assertThat(reader.refresh()).isEqualTo(5);
      TestRuns.verify(reader, 0);
      TestRuns.verifyOptimizer(reader);
    }
  }

  @Test
  void refusesWhatIsNotARun() throws IOException {
    assertThatThrownBy(() -> RunWriter.resume(file))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageEndingWith("there is no such file");
    Files.writeString(file, "week of work");
    assertThatThrownBy(() -> RunWriter.resume(file))
        .isInstanceOf(NotARunException.class)
        .hasMessageEndingWith("is not an HDF5 file, so not a periscope-run file");
    assertThat(file).hasContent("week of work");
    assertThat(folder.resolve("run.h5.lock")).doesNotExist();
  }
}
