package periscope.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import periscope.testing.ChildJvm;
import periscope.testing.ExternalTool;

/** A run is read while it is being written: never an error, never half a checkpoint. */
class LiveReadingTest {
  private static final int CHECKPOINTS = 120;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("run.h5");
  }

  @Test
  void followsAnotherThread() throws IOException, InterruptedException, ExecutionException {
    try (RunWriter writer = RunWriter.create(file, TestRuns.HEADER, TestRuns.TRAIN, false);
        ExecutorService readers = Executors.newFixedThreadPool(3)) {
      assertThatThrownBy(() -> RunReader.open(file))
          .isInstanceOf(NotARunException.class)
          .hasMessageEndingWith(
              "run.h5 is a run without any checkpoint so far: wait for the first, it is being written");
      TestRuns.write(writer, 0);
      List<Future<Integer>> seen = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Engine engine = i == 0 ? Engine.NATIVE : Engine.JAVA;
        seen.add(readers.submit(() -> follow(engine, file)));
      }
      for (int i = 1; i < CHECKPOINTS; i++) {
        TestRuns.write(writer, i);
      }
      for (Future<Integer> reader : seen) {
        assertThat(reader.get()).isEqualTo(CHECKPOINTS);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void followsAnotherProcess(Engine engine) throws IOException {
    Process process =
        ChildJvm.start(WritingProcess.class, file.toString(), Integer.toString(CHECKPOINTS));
    try (BufferedReader output = process.inputReader(UTF_8)) {
      ChildJvm.awaitLine(output, "committed 1");
      assertThat(follow(engine, file)).isEqualTo(CHECKPOINTS);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Reads what is new until all checkpoints are there. */
  private static int follow(Engine engine, Path file) throws IOException {
    try (RunReader reader = Engines.open(engine, file)) {
      int checked = 0;
      while (checked < CHECKPOINTS) {
        int committed = reader.refresh();
        TestRuns.verify(reader, checked);
        TestRuns.verifyOptimizer(reader);
        checked = Math.max(checked, committed);
      }
      return checked;
    }
  }

  @Test
  void showsWhatWasCommittedWhenOpenedUntilRefreshed() throws IOException {
    try (RunWriter writer = RunWriter.create(file, TestRuns.HEADER, TestRuns.TRAIN, false)) {
      TestRuns.write(writer, 0);
      try (RunReader reader = RunReader.open(file)) {
        TestRuns.write(writer, 1);
        assertThat(reader.steps()).containsExactly(0);
        assertThat(reader.metricSteps()).containsExactly(0);
        assertThat(reader.metric("loss/train")).hasSize(1);
        assertThat(reader.weightOverSteps("bias", 0)).hasSize(1);
        assertThat(reader.refresh()).isEqualTo(2);
        assertThat(reader.steps()).containsExactly(0, 10);
        assertThat(reader.metricSteps()).containsExactly(0, 5, 10);
      }
    }
  }

  @Test
  void isFollowedByH5py() throws IOException {
    ExternalTool python = ExternalTool.h5py();
    Process process = ChildJvm.start(WritingProcess.class, file.toString(), "1000000");
    try (BufferedReader output = process.inputReader(UTF_8)) {
      ChildJvm.awaitLine(output, "committed 1");
      String printed = python.run("-c", Scripts.read("follow.py"), file.toString()).succeeded();
      assertThat(printed).isEqualToIgnoringNewLines("followed, no bad row");
      ChildJvm.kill(process);
    } finally {
      process.destroyForcibly();
    }
  }
}
