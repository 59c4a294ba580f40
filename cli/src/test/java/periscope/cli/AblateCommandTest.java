package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AblateCommandTest {
  @TempDir private Path folder;
  private String run = "";

  @BeforeEach
  void train() {
    run = folder.resolve("run.h5").toString();
    var trained =
        CommandLineRun.of(
            "train", "pair-mod67", "--steps", "40", "--checkpoints", "every:20", "--out", run);
    assertThat(trained.code()).isZero();
  }

  @Test
  void aDirectionIsComparedWithRandomOnes() throws IOException {
    var text = CommandLineRun.of("ablate", run, "--direction", "pc:1", "--controls", "4");
    assertThat(text.code()).isZero();
    assertThat(text.out().lines().map(String::stripTrailing).toList())
        .hasSize(9)
        .first()
        .isEqualTo("run.h5, step 40: principal component 1 taken out of hook_embed");
    assertThat(text.out())
        .contains("before ")
        .contains("after ")
        .contains("control mean")
        .contains("controls: 4 random directions of the same length");
    var json = CommandLineRun.of("ablate", run, "--direction", "pc:1", "--controls", "4", "--json");
    JsonNode result = new ObjectMapper().readTree(json.out()).get("results").get(0);
    assertThat(result.get("controls")).hasSize(4);
    JsonNode probed = new ObjectMapper().readTree(CommandLineRun.of("probe", run, "--json").out());
    assertThat(result.get("before").get("loss/test").asDouble())
        .isCloseTo(probed.get("measures").get("loss/test").asDouble(), within(1e-12));
  }

  @Test
  void everyStepIsARow() throws IOException {
    Path direction = folder.resolve("direction.txt");
    Files.writeString(direction, "1 ".repeat(250) + "\n" + "0, ".repeat(249) + "2");
    var rows =
        CommandLineRun.of(
            "ablate", run, "--direction", direction.toString(), "--add", "0.5", "--every-step");
    assertThat(rows.code()).isZero();
    assertThat(rows.out().lines()).hasSize(4);
    assertThat(rows.out().lines().findFirst().orElseThrow())
        .isEqualTo(
            "step,before loss/train,before accuracy/train,before loss/test,before accuracy/test,before loss/all,before accuracy/all,after loss/train,after accuracy/train,after loss/test,after accuracy/test,after loss/all,after accuracy/all");
    assertThat(rows.out().lines().map(line -> line.substring(0, line.indexOf(','))))
        .containsExactly("step", "0", "20", "40");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--head 0.0 | a model of type pair-mlp has no heads of attention",
        "--head 2 | --head is 2, expected a layer and a head, such as 0.2",
        "--hook logits --at embed | --at is for --frequency and --direction",
        "--frequency 40 | there is no frequency 40 of 67 residues: frequencies are 1 to 33",
        "--frequency 4 --at here | --at is here, expected logits or embed for a frequency",
        "--frequency 4 --controls 3 | --controls is for --direction: random directions are what it is compared with",
        "--frequency 4 --controls -3 | --controls is -3, expected 0 or more",
        "--frequency 4 --step 30 | there is no checkpoint at step 30; the nearest are 20 and 40",
        "--direction pc:1 --mean | --mean is not for a direction: take it out (--zero) or add it (--add X)",
      })
  void whatDoesNotGoIsSaid(String options, String sentence) {
    String[] given = ("ablate " + run + " " + options).split(" ");
    var ablated = CommandLineRun.of(given);
    assertThat(ablated.code()).isEqualTo(2);
    assertThat(ablated.err()).startsWith("periscope: " + sentence);
  }

  @Test
  void aFileThatIsNotNumbersIsSaid() throws IOException {
    Path direction = folder.resolve("direction.txt");
    Files.writeString(direction, "1 two 3");
    var ablated = CommandLineRun.of("ablate", run, "--direction", direction.toString());
    assertThat(ablated.code()).isEqualTo(2);
    assertThat(ablated.err())
        .startsWith("periscope: " + direction + ": word 2 is two, expected numbers only");
  }
}
