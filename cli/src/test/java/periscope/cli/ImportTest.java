package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.checkpoints.RunReader;

/** A run that went out as other formats and came back through a user's layout is the same run. */
class ImportTest {
  private static final String LAYOUT =
      """
      name: mine
      description: Our own names for PAIR's MLP.
      tensors:
        embed.W_E: {from: embed.W_E, axes: vocabulary dModel}
        blocks.0.mlp.W_in: {from: blocks.0.mlp.W_in, axes: dModel dMlp}
        blocks.0.mlp.W_out: {from: blocks.0.mlp.W_out, axes: dMlp dModel}
      pairs: unordered
      model: {type: pair-mlp, dModel: $dModel, dMlp: $dMlp, activation: $activation, embedding: tied,
              hidden: tied, collapseHidden: false, collapseOut: false}
      choices: {activation: {default: relu}}
      """;

  @TempDir private static Path folder;
  private static Path run;
  private static Path layout;
  private static Path split;

  @BeforeAll
  static void trainAndExport() throws IOException {
    run = folder.resolve("run.h5");
    var train =
        CommandLineRun.of(
            "train pair-mod67 --steps 40 --checkpoints every:10 --set task.modulus=11 --set model.dModel=8 --out "
                .concat(run.toString())
                .split(" "));
    assertThat(train.code()).as(train.err()).isZero();
    export("safetensors");
    export("npz");
    layout = Files.writeString(folder.resolve("mine.yaml"), LAYOUT);
    try (RunReader reader = RunReader.open(run)) {
      List<String> lines = Arrays.stream(reader.train()).mapToObj(String::valueOf).toList();
      split = Files.write(folder.resolve("train.txt"), lines);
    }
  }

  private static void export(String format) {
    var export =
        CommandLineRun.of(
            "export",
            run.toString(),
            "--format",
            format,
            "--only",
            "weights",
            "--out",
            folder.resolve(format).toString());
    assertThat(export.code()).as(export.err()).isZero();
  }

  private static CommandLineRun importing(Path source, String... more) {
    List<String> command =
        new ArrayList<>(List.of("import", source.toString(), "--task", "modular-addition:11"));
    command.addAll(List.of(more));
    return CommandLineRun.of(command.toArray(String[]::new));
  }

  private static JsonNode measures(Path file) throws IOException {
    var probe = CommandLineRun.of("probe", file.toString(), "--json");
    assertThat(probe.code()).as(probe.err()).isZero();
    return new ObjectMapper().readTree(probe.out()).get("measures");
  }

  @ParameterizedTest
  @CsvSource({"safetensors/weights", "npz/weights.npz"})
  void comesBackBitForBit(String source) throws IOException {
    Path back = folder.resolve(source.replace('/', '-') + ".h5");
    var imported =
        importing(
            folder.resolve(source),
            "--layout",
            layout.toString(),
            "--split",
            split.toString(),
            "--out",
            back.toString());
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).contains("layout mine, 5 checkpoints, steps 0 to 40");
    try (RunReader one = RunReader.open(run);
        RunReader other = RunReader.open(back)) {
      assertThat(other.steps()).containsExactly(one.steps());
      assertThat(other.train()).containsExactly(one.train());
      for (int i = 0; i < one.steps().length; i++) {
        for (var tensor : one.parameters()) {
          assertThat(other.snapshot(i).get(tensor.name()))
              .containsExactly(one.snapshot(i).get(tensor.name()));
        }
      }
    }
    JsonNode trained = measures(run);
    JsonNode returned = measures(back);
    for (String id : List.of("loss/train", "loss/test", "loss/all", "weights/sum-of-squares")) {
      assertThat(returned.get(id)).as(id).isEqualTo(trained.get(id));
    }
  }

  @Test
  void withoutASplitOnlyAllExamplesAreMeasured() throws IOException {
    Path back = folder.resolve("nosplit.h5");
    var imported =
        importing(
            folder.resolve("safetensors/weights"),
            "--layout",
            layout.toString(),
            "--out",
            back.toString());
    assertThat(imported.err())
        .contains(
            "note: Without --split nobody knows which examples were trained on: only measures over all examples will be given.");
    JsonNode measures = measures(back);
    assertThat(measures.has("loss/all")).isTrue();
    assertThat(measures.has("loss/train")).isFalse();
    assertThat(CommandLineRun.of("resume", back.toString()).err())
        .contains("it has no specification to train by")
        .hasLineCount(1);
  }

  @Test
  void inspectShowsWhatAnImportWouldFind() {
    var inspect = CommandLineRun.of("inspect", folder.resolve("safetensors/weights").toString());
    assertThat(inspect.code()).as(inspect.err()).isZero();
    assertThat(inspect.out())
        .contains("layout         none of those known here")
        .contains("checkpoints    5, steps 0, 10, 20, 30, 40")
        .contains("embed.W_E");
  }

  @Test
  void inspectShowsARun() throws IOException {
    var inspect = CommandLineRun.of("inspect", run.toString(), "--verify");
    assertThat(inspect.code()).as(inspect.err()).isZero();
    assertThat(inspect.out())
        .contains("task           modular-arithmetic modulus=11")
        .contains("checkpoints    5, steps 0 to 40 every 10")
        .contains("resume         possible from the last checkpoint")
        .contains("health         sound: all values are as they were written");
    JsonNode json =
        new ObjectMapper().readTree(CommandLineRun.of("inspect", run.toString(), "--json").out());
    assertThat(json.get("health").get("sound").asBoolean()).isTrue();
    assertThat(json.get("parameters").get(0).get("shape")).hasToString("[11,8]");
  }

  @Test
  void inspectSaysWhatIsDamaged() throws IOException {
    Path damaged = folder.resolve("damaged.h5");
    byte[] bytes = Files.readAllBytes(run);
    float[] weights;
    try (RunReader reader = RunReader.open(run)) {
      weights = reader.snapshot(2).get("embed.W_E");
    }
    int at = find(bytes, Float.floatToIntBits(weights[5]));
    bytes[at] ^= 4;
    Files.write(damaged, bytes);
    var inspect = CommandLineRun.of("inspect", damaged.toString(), "--verify");
    assertThat(inspect.code()).isEqualTo(1);
    assertThat(inspect.out()).contains("problem        ").contains("embed.W_E");
  }

  private static int find(byte[] bytes, int little) {
    for (int i = 0; i < bytes.length - 3; i++) {
      if (bytes[i] == (byte) little
          && bytes[i + 1] == (byte) (little >> 8)
          && bytes[i + 2] == (byte) (little >> 16)
          && bytes[i + 3] == (byte) (little >> 24)) {
        return i;
      }
    }
    throw new AssertionError("the value is not in the file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --task division                     | 2 | --task is 'division', expected modular-addition, modular-subtraction or modular-multiplication, with or without a modulus: modular-addition:113
          --task modular-addition:12          | 2 | --task names the modulus 12, but the embedding has 11 tokens: expected 11
          --pairs some                        | 2 | --pairs is 'some', expected ordered or unordered
          --split python-random:0,1.5         | 2 | split.fraction is 1.5, expected a number between 0 and 1, both excluded
          --split python-random:0,1e          | 2 | --split is 'python-random:0,1e', expected a number after the comma
          --split half                        | 2 | --split is 'half', which is no file; expected a file of indices, python-random:SEED,FRACTION, torch-randperm:SEED,FRACTION or all-train
          --steps 1,2                         | 2 | --steps names 2 steps for 5 checkpoints
          --steps daily                       | 2 | --steps is 'daily', expected every:N or a list of steps such as 0,100,200
          --steps 0,5,5,6,7                   | 2 | would be step 5 after step 5: steps are 0 or more and rise; say them with --steps
          --layout nanda                      | 2 | is not of the layout nanda: the file has no tensor pos_embed.W_pos
          --layout nando                      | 2 | there is no layout nando: expected auto, tensors, nanda, transformerlens, pizza, pizza-linear, universality-mlp, pair, or a YAML file
          --layout auto                       | 2 | is of no layout known here; describe it in a YAML file, or import it with --layout tensors:
          --activation sin                    | 2 | activation is sin
          """)
  void whatDoesNotFitIsOneSentence(String options, int code, String sentence) {
    List<String> more = new ArrayList<>(List.of(options.strip().split(" ")));
    if (!options.contains("--layout")) {
      more.addAll(List.of("--layout", layout.toString()));
    }
    Path out = folder.resolve("never.h5");
    more.addAll(List.of("--out", out.toString()));
    List<String> command =
        new ArrayList<>(List.of("import", folder.resolve("safetensors/weights").toString()));
    if (!options.contains("--task")) {
      command.addAll(List.of("--task", "modular-addition"));
    }
    command.addAll(more);
    var imported = CommandLineRun.of(command.toArray(String[]::new));
    assertThat(imported.err()).startsWith("periscope: ").contains(sentence);
    assertThat(imported.code()).isEqualTo(code);
    assertThat(out).doesNotExist();
  }

  @Test
  void aRunIsNotImported() {
    var imported = importing(run, "--out", folder.resolve("never.h5").toString());
    assertThat(imported.err()).contains("run.h5").hasLineCount(1);
    assertThat(imported.code()).isEqualTo(1);
  }

  @Test
  void whatIsReadIsNotWrittenOver() throws IOException {
    Path source = Files.copy(folder.resolve("npz/weights.npz"), folder.resolve("only.npz"));
    byte[] before = Files.readAllBytes(source);
    for (Path out : List.of(source, folder.resolve("npz/../only.npz"))) {
      var refused = importing(source, "--out", out.toString(), "--force");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err())
          .isEqualTo(
              "periscope: "
                  + out
                  + " is read from: name another file with --out"
                  + System.lineSeparator());
    }
    assertThat(source).hasBinaryContent(before);
    var report = CommandLineRun.of("report", run.toString(), "-o", run.toString(), "--force");
    assertThat(report.code()).isEqualTo(1);
    assertThat(report.err()).contains("is read from");
    RunReader.open(run).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5", "0", "9223372036854775807"})
  void distancesOfListsArePositive(String distance) {
    var refused =
        importing(
            folder.resolve("npz/weights.npz"),
            "--metrics-every",
            distance,
            "--out",
            folder.resolve("never.h5").toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith("periscope: --metrics-every is " + distance + ", expected 1 to 1000000000");
    assertThat(folder.resolve("never.h5")).doesNotExist();
  }
}
