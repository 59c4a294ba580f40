package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.RunReader;

class ReplayCommandTest {
  @TempDir private Path folder;
  private String run = "";
  private String dense = "";

  @BeforeEach
  void paths() {
    run = folder.resolve("run.h5").toString();
    dense = folder.resolve("dense.h5").toString();
  }

  @Test
  void aWindowIsStoredMoreDenselyWithTheSameBits() throws IOException {
    var trained =
        CommandLineRun.of(
            "train",
            "pair-circle5",
            "--steps",
            "90",
            "--checkpoints",
            "every:30",
            "--keep-states",
            "1",
            "--out",
            run);
    assertThat(trained.code()).isZero();
    var replayed =
        CommandLineRun.of(
            "replay", run, "--from", "35", "--to", "65", "--every", "10", "--out", dense);
    assertThat(replayed.code()).isZero();
    assertThat(replayed.out())
        .isEqualToIgnoringNewLines(
            "Replayed steps 35 to 65 from the state at step 30: "
                + dense
                + "; of the 2 steps that the run has too, 2 have the same bits.");
    try (var reader = RunReader.open(Path.of(dense))) {
      assertThat(reader.steps()).containsExactly(35, 45, 55, 65);
    }
    assertThat(CommandLineRun.of("probe", dense, "--json").code()).isZero();
    var resumed = CommandLineRun.of("resume", dense);
    assertThat(resumed.code()).isEqualTo(2);
    assertThat(resumed.err())
        .isEqualToIgnoringNewLines(
            "periscope: "
                + dense
                + " is a replay: replay again for what is missing, or train on from its end with --steps N");
  }

  @Test
  void aWindowThatIsNoneIsBadUsage() {
    var replayed =
        CommandLineRun.of(
            "replay", run, "--from", "35", "--to", "5", "--every", "10", "--out", dense);
    assertThat(replayed.code()).isEqualTo(2);
    assertThat(replayed.err())
        .startsWith(
            "periscope: --from 35 --to 5 --every 10: expected a first step of 0 or more, a last one not before it, and 1 or more between");
    assertThat(Path.of(dense)).doesNotExist();
  }

  @Test
  void severalSeedsAreTrainedWithTheBitsTheyHaveAlone() throws IOException {
    var several =
        CommandLineRun.of(
            "train", "pair-circle5", "--seeds", "3,4", "--steps", "60", "--out", folder.toString());
    assertThat(several.code()).isZero();
    assertThat(several.out()).isEqualToIgnoringNewLines("Trained 2 runs in " + folder + ".");
    CommandLineRun.of("train", "pair-circle5", "--seed", "4", "--steps", "60", "--out", run);
    try (var one = RunReader.open(Path.of(run));
        var other = RunReader.open(folder.resolve("pair-circle5-seed4.h5"))) {
      int last = one.steps().length - 1;
      for (var tensor : one.parameters()) {
        assertThat(other.snapshot(last).get(tensor.name()))
            .containsExactly(one.snapshot(last).get(tensor.name()));
      }
    }
  }

  @Test
  void severalSeedsNeedAFolder() {
    var several = CommandLineRun.of("train", "pair-circle5", "--seeds", "3,4", "--seed", "1");
    assertThat(several.code()).isEqualTo(2);
    assertThat(several.err())
        .startsWith(
            "periscope: --seeds needs --out, the folder for the run files, and goes with neither --seed nor --force");
    assertThat(Files.exists(Path.of("pair-circle5-seed3.h5"))).isFalse();
  }
}
