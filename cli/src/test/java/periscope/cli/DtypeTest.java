package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.RunReader;

/** {@code --dtype float64}, from training to measures. */
class DtypeTest {
  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void train() {
    run = folder.resolve("run.h5");
    String[] train = {
      "train", "pair-circle5", "--steps", "60", "--dtype", "float64", "--out", run.toString()
    };
    var trained = CommandLineRun.of(train);
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  @Test
  void inspectSaysIt() {
    assertThat(CommandLineRun.of("inspect", run.toString()).out())
        .containsPattern("(?m)^dtype +float64$")
        .contains("possible from the last checkpoint");
  }

  @Test
  void theRunIsResumedAndProbedLikeAnyOther() throws IOException {
    Path straight = folder.resolve("straight.h5");
    CommandLineRun.of(
        "train",
        "pair-circle5",
        "--steps",
        "90",
        "--dtype",
        "float64",
        "--out",
        straight.toString());
    assertThat(CommandLineRun.of("resume", run.toString(), "--steps", "90").out())
        .contains("Trained to step 90 in ");
    assertThat(CommandLineRun.of("resume", run.toString()).out())
        .isEqualToIgnoringNewLines(
            run + " is trained to its end, step 90, already: --steps N goes on past it.");
    assertThat(CommandLineRun.of("probe", run.toString(), "--only", "loss/train").code()).isZero();
    try (RunReader resumed = RunReader.open(run);
        RunReader expected = RunReader.open(straight)) {
      int last = resumed.steps().length - 1;
      assertThat(resumed.steps()[last]).isEqualTo(90);
      assertThat(resumed.optimizerState().orElseThrow().values().toArray(float[][]::new))
          .isDeepEqualTo(expected.optimizerState().orElseThrow().values().toArray(float[][]::new));
      assertThat(resumed.snapshot(last).values().toArray(float[][]::new))
          .isDeepEqualTo(
              expected.snapshot(expected.steps().length - 1).values().toArray(float[][]::new));
    }
  }

  @Test
  void aSweepTakesIt() throws IOException {
    String[] sweep = {
      "sweep",
      "pair-circle5",
      "--seeds",
      "3",
      "--steps",
      "30",
      "--out",
      folder.toString(),
      "--dtype",
      "float64"
    };
    assertThat(CommandLineRun.of(sweep).code()).isZero();
    try (RunReader swept = RunReader.open(folder.resolve("pair-circle5-seed3.h5"))) {
      assertThat(swept.spec()).contains("\"dtype\" : \"float64\"");
    }
  }
}
