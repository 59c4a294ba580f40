package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.RunHealth;
import periscope.checkpoints.RunReader;
import periscope.testing.ChildJvm;
import periscope.testing.ExternalTool;
import periscope.testing.RunInPython;

/**
 * A process that trains is killed at random moments, with no chance to clean up, and resumed:
 * nothing committed is lost or damaged, and in the end all numbers are those of a run that nobody
 * killed. In its long form (-Dperiscope.kills=60) it is killed that often.
 */
class TrainingCrashTest {
  private static final int KILLS = Integer.getInteger("periscope.kills", 5);
  private static final List<String> SPEC =
      List.of(
          "pair-mod67",
          "--set",
          "task.modulus=11",
          "--set",
          "model.dModel=16",
          "--set",
          "batchSize=9",
          "--set",
          "metricsEvery=5",
          "--checkpoints",
          "every:10",
          "--keep-states",
          "3",
          "--threads",
          "1");

  @TempDir private Path folder;

  @Test
  void aRunThatWasKilledEndsWithTheBitsOfOneThatWasNot() throws IOException {
    ExternalTool python = ExternalTool.h5py();
    var random = new SplittableRandom(7);
    Path run = folder.resolve("killed.h5");
    long committed = -1;
    for (int kill = 0; kill < KILLS; kill++) {
      long announced = trainUntilKilled(run, committed, random);
      assertThat(RunHealth.verify(run).problems()).isEmpty();
      assertThat(RunHealth.of(run).lock()).isEqualTo(RunHealth.Lock.STALE);
      committed = lastStep(run);
      assertThat(committed).isGreaterThanOrEqualTo(announced);
      assertThat(RunInPython.lastStep(python, run)).isEqualTo(committed);
      ChildJvm.run(
              List.of("-Dperiscope.hdf5=java", "-Dorg.bytedeco.javacpp.logger=slf4j"),
              Main.class,
              "inspect",
              "--verify",
              run.toString())
          .succeeded();
    }
    long end = committed + 100;
    command("resume", run, List.of("--steps", Long.toString(end), "--threads", "1"));
    Path straight = folder.resolve("straight.h5");
    List<String> whole = new ArrayList<>(SPEC);
    whole.addAll(List.of("--steps", Long.toString(end), "--out"));
    command("train", straight, whole);
    assertSameNumbers(run, straight);
    assertSameNumbers(folder.resolve("killed.states.h5"), folder.resolve("straight.states.h5"));
    System.out.println("training: " + KILLS + " kills, " + end / 10 + " checkpoints, all there");
  }

  /** Kills some time after a new checkpoint was seen; returns the last step that was seen. */
  private long trainUntilKilled(Path run, long before, SplittableRandom random) throws IOException {
    List<String> arguments = new ArrayList<>();
    if (before < 0) {
      arguments.add("train");
      arguments.addAll(SPEC);
      arguments.addAll(List.of("--steps", "1000000000", "--out"));
    } else {
      arguments.addAll(List.of("resume", "--threads", "1"));
    }
    arguments.add(run.toString());
    Process child =
        new ProcessBuilder(
                ChildJvm.command(
                    List.of("-Dorg.bytedeco.javacpp.logger=slf4j"), Main.class, arguments))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(folder.resolve("progress.txt").toFile())
            .start();
    try {
      long seen = before;
      while (seen <= before + 10L * random.nextInt(1, 20)) {
        assertThat(child.isAlive()).as(() -> read(folder.resolve("progress.txt"))).isTrue();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        seen = Files.exists(run) ? Math.max(seen, lastStepIfAny(run)) : seen;
      }
      LockSupport.parkNanos(random.nextLong(3_000_000)); // anywhere between two checkpoints
      return seen;
    } finally {
      ChildJvm.kill(child);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** A run that has just been made has no checkpoint, and is refused. */
  private static long lastStepIfAny(Path run) {
    try {
      return lastStep(run);
    } catch (IOException e) {
      return -1;
    }
  }

  private static long lastStep(Path run) throws IOException {
    try (RunReader reader = RunReader.open(run)) {
      long[] steps = reader.steps();
      return steps[steps.length - 1];
    }
  }

  private static void command(String name, Path run, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of(name));
    all.addAll(arguments);
    all.add(run.toString());
    var ran = CommandLineRun.of(all.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  private static void assertSameNumbers(Path file, Path other) throws IOException {
    try (RunReader found = RunReader.open(file);
        RunReader expected = RunReader.open(other)) {
      assertThat(found.steps()).isEqualTo(expected.steps());
      assertThat(found.train()).isEqualTo(expected.train());
      assertThat(found.metricSteps()).isEqualTo(expected.metricSteps());
      for (String metric : expected.metrics()) {
        assertThat(found.metric(metric)).isEqualTo(expected.metric(metric));
      }
      for (int i = 0; i < expected.steps().length; i++) {
        var one = found.snapshot(i).values();
        var same = expected.snapshot(i).values();
        for (int t = 0; t < same.size(); t++) {
          assertThat(one.get(t)).isEqualTo(same.get(t));
        }
      }
      var state = found.optimizerState().map(s -> s.values().toArray(float[][]::new));
      var wanted = expected.optimizerState().map(s -> s.values().toArray(float[][]::new));
      assertThat(state.isPresent()).isEqualTo(wanted.isPresent());
      state.ifPresent(values -> assertThat(values).isDeepEqualTo(wanted.orElseThrow()));
    }
  }
}
