package periscope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.RunWriter;

class ReplayTest {
  @TempDir private Path folder;
  private Path run;
  private Path dense;

  /** Checkpoints at 0, 30, … 180, 200; states of every second one, at 0, 60, 120 and 180. */
  @BeforeEach
  void train() throws IOException {
    run = folder.resolve("run.h5");
    dense = folder.resolve("dense.h5");
    train(run, "checkpoints=every:30", "keepStates=2");
  }

  private static void train(Path file, String... settings) throws IOException {
    Trainer.train(spec(settings), file, false, 1, ReplayTest::quiet, () -> false);
  }

  private static RunSpec spec(String... settings) throws IOException {
    var all =
        new ArrayList<>(
            List.of(
                "seed=1",
                "task.modulus=11",
                "model.dModel=16",
                "steps=200",
                "metricsEvery=10",
                "batchSize=9",
                "optimizer.learningRate=0.01"));
    all.addAll(List.of(settings));
    return SpecLoader.load("pair-mod67", all);
  }

  @ParameterizedTest
  @CsvSource({"70, 130, 5, 60, 3", "60, 61, 1, 60, 1", "0, 200, 50, 0, 8", "200, 200, 1, 200, 1"})
  void aWindowHasTheBitsOfADenserRun(long from, long to, long every, long start, int shared)
      throws IOException {
    Replay.Result result = replay(from, to, every, false);
    assertThat(result.start()).isEqualTo(start);
    assertThat(result.shared()).isEqualTo(shared);
    assertThat(result.different()).isZero();
    assertThat(result.training()).isEqualTo(new TrainingResult(to, true, to));

    Path whole = folder.resolve("whole.h5");
    train(whole, "checkpoints=every:1", "metricsEvery=1");
    try (RunReader part = RunReader.open(dense);
        RunReader all = RunReader.open(whole)) {
      assertThat(part.steps()[0]).isEqualTo(from);
      assertThat(part.metricSteps()).isEqualTo(part.steps());
      double[] loss = part.metric("loss/test");
      for (int i = 0; i < part.steps().length; i++) {
        int step = (int) part.steps()[i];
        for (int t = 0; t < part.parameters().size(); t++) {
          assertThat(part.snapshot(i).values().get(t))
              .isEqualTo(all.snapshot(step).values().get(t));
        }
        assertThat(loss[i]).isEqualTo(all.metric("loss/test")[step]);
      }
      assertThat(part.provenance().get("replayed"))
          .isEqualTo("run.h5, from its state at step " + start);
    }
  }

  @Test
  void withoutStatesAReplayBeginsAtTheStart() throws IOException {
    Files.delete(folder.resolve("run.states.h5"));
    assertThat(replay(70, 80, 5, false).start()).isZero();
  }

  @Test
  void statesAreKeptThroughAnInterruption() throws IOException {
    Path broken = folder.resolve("broken.h5");
    var left = new AtomicLong(100);
    RunSpec spec = spec("checkpoints=every:30", "keepStates=2");
    Trainer.train(spec, broken, false, 1, ReplayTest::quiet, () -> left.getAndDecrement() <= 0);
    Trainer.resume(broken, 1, ReplayTest::quiet, () -> false);
    try (RunReader expected = RunReader.open(folder.resolve("run.states.h5"));
        RunReader found = RunReader.open(folder.resolve("broken.states.h5"))) {
      assertThat(found.steps()).containsExactly(0, 60, 120, 180).isEqualTo(expected.steps());
      for (int i = 0; i < found.steps().length; i++) {
        for (int t = 0; t < found.parameters().size(); t++) {
          assertThat(found.snapshot(i).values().get(t))
              .isEqualTo(expected.snapshot(i).values().get(t));
        }
      }
    }
  }

  /** As after a crash between a checkpoint, here of step 60, and its state. */
  @Test
  void aStateThatACrashCameBeforeIsCaughtUpOn() throws IOException {
    Path late = folder.resolve("late.h5");
    Path early = folder.resolve("early.h5");
    train(late, "checkpoints=every:30", "keepStates=2", "steps=60");
    train(early, "checkpoints=every:30", "keepStates=2", "steps=30");
    Path states = folder.resolve("late.states.h5");
    Files.delete(states);
    Files.move(folder.resolve("early.states.h5"), states);
    Trainer.resume(late, OptionalLong.of(200), 1, ReplayTest::quiet, () -> false);
    try (RunReader expected = RunReader.open(folder.resolve("run.states.h5"));
        RunReader found = RunReader.open(states)) {
      assertThat(found.steps()).containsExactly(0, 60, 120, 180);
      assertThat(found.snapshot(1).values().getFirst())
          .isEqualTo(expected.snapshot(1).values().getFirst());
    }
  }

  @Test
  void aNewRunDoesNotInheritStates() throws IOException {
    Path states = folder.resolve("run.states.h5");
    Trainer.train(spec("checkpoints=every:30"), run, true, 1, ReplayTest::quiet, () -> false);
    assertThat(states).doesNotExist();
    Files.writeString(states, "precious");
    Files.delete(run);
    assertThatThrownBy(() -> train(run, "checkpoints=every:30"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run.states.h5");
    assertThat(states).hasContent("precious");
  }

  @Test
  void aWindowAfterTheEndIsRefused() {
    assertThatThrownBy(() -> replay(150, 201, 1, false))
        .hasMessage(
            run
                + " ends at step 200: --to expects that or less, found 201; 'resume --steps' trains on");
    assertThat(dense).doesNotExist();
  }

  @Test
  void anotherMachineIsRefusedUnlessApproximate() throws IOException {
    copy(Map.of("blas", "OpenBLAS Abacus"), -1);
    assertThatThrownBy(() -> replay(0, 30, 10, false))
        .hasMessageStartingWith(
            run + " was trained with blas OpenBLAS Abacus, here it is OpenBLAS ")
        .hasMessageEndingWith(
            ", so that a replay may end with other bits: --approximate replays all the same");
    assertThat(dense).doesNotExist();
    assertThat(replay(0, 30, 10, true).different()).isZero();
  }

  @Test
  void otherBitsAreRefusedUnlessApproximate() throws IOException {
    copy(Map.of(), 1);
    assertThatThrownBy(() -> replay(20, 60, 10, false))
        .hasMessage(
            run
                + ": the replay's embed.W_E at step 30 has other bits than the run's: it was trained by something else, or elsewhere; --approximate replays all the same");
    Files.delete(dense);
    Replay.Result result = replay(20, 60, 10, true);
    assertThat(result.shared()).isEqualTo(3);
    assertThat(result.different()).isEqualTo(1);
  }

  /** The run again, with other provenance, or with one weight changed in one checkpoint. */
  private void copy(Map<String, String> changes, int changed) throws IOException {
    Path original = folder.resolve("original.h5");
    Files.move(run, original);
    Files.delete(folder.resolve("run.states.h5"));
    try (RunReader from = RunReader.open(original)) {
      Map<String, String> provenance = new TreeMap<>(from.provenance());
      provenance.putAll(changes);
      var header = new RunHeader(from.spec(), provenance, from.parameters(), List.of(), List.of());
      try (RunWriter to = RunWriter.create(run, header, from.train(), false)) {
        for (int i = 0; i < from.steps().length; i++) {
          List<float[]> values = from.snapshot(i).values();
          if (i == changed) {
            values.getFirst()[3] = Math.nextUp(values.getFirst()[3]);
          }
          to.checkpoint(from.steps()[i], values, List.of());
        }
      }
    }
  }

  private Replay.Result replay(long from, long to, long every, boolean approximate)
      throws IOException {
    return new Replay(run, new CheckpointSchedule.Window(from, to, every), approximate)
        .write(dense, false, 2, ReplayTest::quiet, () -> false);
  }

  private static void quiet(long step, Metrics metrics) {
    assertThat(metrics.train().loss()).as("step %d", step).isFinite();
  }

  /** The run's own schedule ends later than the window. */
  @ParameterizedTest
  @ValueSource(strings = {"list:0,100,200", "window:100-200/10"})
  void anyScheduleIsReplayed(String schedule) throws IOException {
    Path other = folder.resolve("other.h5");
    train(other, "checkpoints=" + schedule);
    var window = new CheckpointSchedule.Window(10, 50, 20);
    new Replay(other, window, false).write(dense, false, 1, ReplayTest::quiet, () -> false);
    try (RunReader reader = RunReader.open(dense)) {
      assertThat(reader.steps()).containsExactly(10, 30, 50);
    }
  }
}
