package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MapCommandTest {
  @TempDir private Path folder;
  private String run = "";

  @BeforeEach
  void train() {
    run = folder.resolve("run.h5").toString();
    assertThat(
            CommandLineRun.of(
                    "train",
                    "pair-mod67",
                    "--steps",
                    "40",
                    "--checkpoints",
                    "every:20",
                    "--out",
                    run)
                .code())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsne", "umap"})
  void pointsAtSeveralSteps(String method) {
    var map =
        CommandLineRun.of(
            "map", run, "--of", "embed.W_E", "--method", method, "--steps", "40,0", "--orbit", "8");
    assertThat(map.code()).isZero();
    List<String> lines = map.out().lines().toList();
    assertThat(lines).hasSize(1 + 2 * 67).first().isEqualTo("step,point,x,y,joined to");
    assertThat(lines.get(1)).matches("0,0,-?[0-9.Ee-]+,-?[0-9.Ee-]+,8");
    assertThat(lines.get(134)).matches("40,66,-?[0-9.Ee-]+,-?[0-9.Ee-]+,7");
  }

  @Test
  void neuronsAsPointsIntoAFile() throws IOException {
    Path out = folder.resolve("map.csv");
    String[] command = {
      "map", run, "--of", "neurons", "--columns", "--perplexity", "5", "--out", out.toString()
    };
    var map = CommandLineRun.of(command);
    assertThat(map.code()).isZero();
    assertThat(map.out())
        .isEqualToIgnoringNewLines(
            "Wrote "
                + out
                + ": t-SNE, perplexity 5.000, 1000 iterations, seed 0 of columns of the last layer's neurons over all inputs.");
    List<String> first = Files.readAllLines(out);
    assertThat(first).hasSize(25);
    assertThat(CommandLineRun.of(command).code()).isEqualTo(1);
    Files.delete(out);
    CommandLineRun.of(command);
    assertThat(Files.readAllLines(out)).isEqualTo(first);
  }

  @Test
  void theRunIsNotReplaced() throws IOException {
    byte[] before = Files.readAllBytes(Path.of(run));
    assertThat(CommandLineRun.of("map", run, "--out", run, "--force").err())
        .isEqualToIgnoringNewLines(
            "periscope: " + run + " is read from: name another file with --out");
    assertThat(Files.readAllBytes(Path.of(run))).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--of embed.W_F | there is no matrix embed.W_F; did you mean embed.W_E?",
        "--of neurons | the last layer's neurons over all inputs has 4489 points, expected at most 3000: all pairs of them are compared",
        "--steps 10 | there is no checkpoint at step 10; the nearest are 0 and 20",
        "--perplexity 1 | the perplexity is 1.0, expected a number of at least 2",
        "--method umap --neighbours 67 | there are 67 points, expected at least 4 and more than the 67 neighbours",
      })
  void whatDoesNotGoIsSaid(String options, String sentence) {
    var map = CommandLineRun.of(("map " + run + " " + options).split(" "));
    assertThat(map.code()).isEqualTo(2);
    assertThat(map.err()).startsWith("periscope: " + sentence);
  }
}
