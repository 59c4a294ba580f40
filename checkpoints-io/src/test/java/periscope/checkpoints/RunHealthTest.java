package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.Hdf5;

/** The state of a run, sound or not. */
class RunHealthTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("run.h5");
  }

  private RunHealth verify(Engine engine) throws IOException {
    return Engines.with(engine, () -> RunHealth.verify(file));
  }

  @ParameterizedTest
  @EnumSource
  void aFinishedRun(Engine engine) throws IOException {
    TestRuns.write(file, 5);
    RunHealth health = verify(engine);
    assertThat(health.problems()).isEmpty();
    assertThat(health.isSound()).isTrue();
    assertThat(health.file()).isEqualTo(file);
    assertThat(health.reader()).isEqualTo(engine.toString());
    assertThat(health.bytes()).isEqualTo(Files.size(file));
    assertThat(health.lock()).isEqualTo(RunHealth.Lock.NONE);
    assertThat(health.writer()).isEmpty();
    assertThat(health.checkpoints()).isEqualTo(5);
    assertThat(health.lastStep()).isEqualTo(40);
    assertThat(health.metricRows()).isEqualTo(9);
    assertThat(health.uncommittedCheckpoints()).isZero();
    assertThat(health.uncommittedMetricRows()).isZero();
    assertThat(health.checksums()).isTrue();
    assertThat(health.valuesRead()).isTrue();
    assertThat(RunHealth.of(file).valuesRead()).isFalse();
  }

  @Test
  void aRunThatIsBeingWritten() throws IOException {
    try (RunWriter writer = RunWriter.create(file, TestRuns.HEADER, TestRuns.TRAIN, false)) {
      assertThat(RunHealth.of(file).checkpoints()).isZero();
      TestRuns.write(writer, 0);
      RunHealth health = RunHealth.of(file);
      assertThat(health.problems()).isEmpty();
      assertThat(health.checkpoints()).isEqualTo(1);
      assertThat(health.lock()).isEqualTo(RunHealth.Lock.LIVE);
      assertThat(health.writer()).hasValue(ProcessHandle.current().pid());
      TestRuns.write(writer, 1);
    }
    assertThat(RunHealth.of(file).lock()).isEqualTo(RunHealth.Lock.NONE);
  }

  /** As after a crash: more rows than steps, and a lock file that nobody holds. */
  @ParameterizedTest
  @EnumSource
  void aRunThatACrashLeftBehind(Engine engine) throws IOException {
    TestRuns.write(file, 3);
    Hdf5.run(
        () -> {
          try (H5File opened = H5File.openForRecovery(file)) {
            resize(opened, "/params/embed.W_E", ElementType.FLOAT32, 4);
            resize(opened, "/metrics/accuracy", ElementType.FLOAT64, 11);
          }
        });
    Files.writeString(folder.resolve("run.h5.lock"), "4000123\n");
    RunHealth health = verify(engine);
    assertThat(health.problems()).isEmpty();
    assertThat(health.checkpoints()).isEqualTo(3);
    assertThat(health.uncommittedCheckpoints()).isEqualTo(1);
    assertThat(health.uncommittedMetricRows()).isEqualTo(6);
    assertThat(health.lock()).isEqualTo(RunHealth.Lock.STALE);
    assertThat(health.writer()).hasValue(4000123);
    RunWriter.resume(file).close();
    assertThat(RunHealth.of(file).uncommittedCheckpoints()).isZero();
  }

  private static void resize(H5File file, String path, ElementType type, long rows)
      throws IOException {
    try (H5Dataset dataset = file.dataset(path, type)) {
      dataset.resize(rows);
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedValuesAreNamed(Engine engine) throws IOException {
    TestRuns.write(file, 5);
    Hdf5.run(
        () -> {
          try (H5File opened = H5File.openForRecovery(file);
              H5Dataset weights = opened.dataset("/params/bias", ElementType.FLOAT32);
              H5Dataset metric = opened.dataset("/metrics/loss/train", ElementType.FLOAT64)) {
            weights.writeFloats(weights.rows(1, 2), new float[] {1, 2});
            metric.writeDoubles(metric.rows(8, 1), new double[] {3});
          }
        });
    RunHealth health = verify(engine);
    assertThat(health.isSound()).isFalse();
    assertThat(health.checkpoints()).isEqualTo(5);
    assertThat(health.problems()).hasSize(3);
    assertThat(health.problems().get(0))
        .startsWith(file + ": /params/bias: the values of the checkpoint at step 10 are not those");
    assertThat(health.problems().get(1)).contains("/params/bias: the values", "at step 20 are not");
    assertThat(health.problems().get(2))
        .startsWith(file + ": /metrics/loss/train: the values of the checkpoint at step 40 are");
    assertThat(RunHealth.of(file).problems()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatWasCutShort(Engine engine) throws IOException {
    TestRuns.write(file, 40);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 30_000));
    RunHealth health = verify(engine);
    assertThat(health.isSound()).isFalse();
    assertThat(health.problems()).allSatisfy(p -> assertThat(p).startsWith(file + ": "));
    Files.write(file, Arrays.copyOf(whole, 60));
    assertThat(verify(engine).problems()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void aDatasetThatCannotBeOpened(Engine engine) throws IOException {
    TestRuns.write(file, 2);
    Hdf5.run(
        () -> {
          try (H5File opened = H5File.openForRecovery(file)) {
            opened.move("/optimizer/step", "/optimizer-step");
          }
        });
    RunHealth health = verify(engine);
    assertThat(health.checkpoints()).isEqualTo(2);
    assertThat(health.problems())
        .containsExactly(file + ": /optimizer/step: this is not there, and a run must have it");
  }

  @Test
  void notARun() throws IOException {
    assertThatThrownBy(() -> RunHealth.of(file)).isInstanceOf(NoSuchFileException.class);
    Files.writeString(file, "week of work");
    assertThatThrownBy(() -> RunHealth.of(file))
        .isInstanceOf(NotARunException.class)
        .hasMessage(file + " is not an HDF5 file, so not a periscope-run file");
  }
}
