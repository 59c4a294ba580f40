package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunWriter;

class SweepTest {
  @TempDir private Path folder;

  @Test
  void everySeedIsTrainedProbedAndTabulatedAndTheSecondTimeLeftAlone() throws IOException {
    String[] sweep = {
      "sweep",
      "pair-circle5",
      "--seeds",
      "3-5",
      "--steps",
      "300",
      "--threads",
      "2",
      "--out",
      folder.toString()
    };
    var first = CommandLineRun.of(sweep);
    assertThat(first.code()).isZero();
    assertThat(first.out().lines()).hasSize(5).last().asString().contains("of 3 generalised");
    Path run = folder.resolve("pair-circle5-seed4.h5");
    byte[] bytes = Files.readAllBytes(run);

    var second = CommandLineRun.of(sweep);
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(Files.readAllBytes(run)).isEqualTo(bytes);
  }

  @Test
  void aSeedOfASweepIsTheSameRunAsAlone() throws IOException {
    Path alone = folder.resolve("alone.h5");
    CommandLineRun.of(
        "train", "pair-circle5", "--seed", "4", "--steps", "90", "--out", alone.toString());
    CommandLineRun.of(
        "sweep", "pair-circle5", "--seeds", "4", "--steps", "90", "--out", folder.toString());
    try (var one = periscope.checkpoints.RunReader.open(alone);
        var other = periscope.checkpoints.RunReader.open(folder.resolve("pair-circle5-seed4.h5"))) {
      assertThat(other.steps()).isEqualTo(one.steps());
      int last = one.steps().length - 1;
      for (var tensor : one.parameters()) {
        assertThat(other.snapshot(last).get(tensor.name()))
            .containsExactly(one.snapshot(last).get(tensor.name()));
      }
    }
  }

  /** What is left of a run that is killed before its first checkpoint. */
  @Test
  void aRunWithoutCheckpointsIsInspectedAndBegunBySweepAndResume() throws IOException {
    Path run = folder.resolve("pair-circle5-seed4.h5");
    String[] sweep = {
      "train", "pair-circle5", "--seeds", "4", "--steps", "30", "--out", folder.toString()
    };
    assertThat(CommandLineRun.of(sweep).code()).isZero();
    RunHeader header = RunHeader.of(run);
    int[] train;
    try (var reader = periscope.checkpoints.RunReader.open(run)) {
      train = reader.train();
    }
    for (String[] goOn : new String[][] {sweep, {"resume", run.toString()}}) {
      RunWriter.create(run, header, train, true).close();
      var inspect = CommandLineRun.of("inspect", run.toString());
      assertThat(inspect.code()).isZero();
      assertThat(inspect.out())
          .contains("name           pair-circle5")
          .contains("checkpoints    none yet: begin it with periscope resume " + run);
      var begun = CommandLineRun.of(goOn);
      assertThat(begun.err()).doesNotContain("periscope:");
      assertThat(begun.code()).isZero();
      try (var reader = periscope.checkpoints.RunReader.open(run)) {
        assertThat(reader.steps()).startsWith(0).endsWith(30);
      }
    }
  }

  @Test
  void aFileOfAnotherSpecificationIsNotGoneOnWith() {
    String out = folder.toString();
    CommandLineRun.of("sweep", "pair-circle5", "--seeds", "1", "--steps", "30", "--out", out);
    var other =
        CommandLineRun.of("sweep", "pair-circle5", "--seeds", "1", "--steps", "60", "--out", out);
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("a run of another specification");
  }
}
