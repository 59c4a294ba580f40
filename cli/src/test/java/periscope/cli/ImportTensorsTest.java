package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors of a run that is not recognised measure like those of the run that they came from. */
class ImportTensorsTest {
  private static final String UNKNOWN = "the architecture is not known: only tensors were imported";

  @TempDir private static Path folder;
  private static JsonNode trained;

  @BeforeAll
  static void trainAndExport() throws IOException {
    Path run = folder.resolve("run.h5");
    succeed(
        "train pair-mod67 --steps 20 --checkpoints every:10 --set task.modulus=11 --set model.dModel=8 --out "
            + run);
    for (String format : List.of("safetensors", "npz")) {
      succeed("export %s --format %s --only weights --out %s", run, format, folder.resolve(format));
    }
    trained = probe(run);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is no dependency of ours
  private static CommandLineRun succeed(String command, Object... values) {
    var run = CommandLineRun.of(String.format(Locale.ROOT, command, values).split(" "));
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private static JsonNode probe(Path run) throws IOException {
    return new ObjectMapper().readTree(succeed("probe %s --json", run).out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "safetensors/weights --task modular-addition:11",
        "npz/weights.npz --task modular-addition",
        "npz/weights.npz"
      })
  void theEmbeddingMeasuresAsInTheRunItCameFrom(String source) throws IOException {
    Path back = folder.resolve("back-" + Integer.toHexString(source.hashCode()) + ".h5");
    var imported =
        succeed(
            "import %s/%s --layout tensors --embedding embed.W_E --out %s", folder, source, back);
    assertThat(imported.out()).contains("layout tensors, 3 checkpoints, steps 0 to 20");
    assertThat(imported.err())
        .isEqualToIgnoringNewLines(
            "periscope: note: Only tensors are known: what needs a forward pass, such as losses, will not be given.");
    JsonNode measured = probe(back);
    for (String id :
        List.of(
            "embedding/fourier-norm",
            "gini/W_E",
            "pca/explained",
            "weights/sum-of-squares",
            "weights/sum-of-squares/embed.W_E",
            "weights/sum-of-squares/blocks.0.mlp.W_in")) {
      assertThat(trained.get("measures").has(id)).as(id).isTrue();
      assertThat(measured.get("measures").get(id))
          .as(id)
          .isEqualTo(trained.get("measures").get(id));
    }
    for (String id :
        List.of(
            "loss/all",
            "accuracy/test",
            "keys",
            "neurons/frequency",
            "W_input",
            "gini/W_L",
            "events/generalised")) {
      assertThat(measured.get("measures").has(id)).as(id).isFalse();
      assertThat(measured.get("absent").get(id).asText()).as(id).isEqualTo(UNKNOWN);
    }
    Path html = folder.resolve("page.html");
    succeed("report %s --force --out %s", back, html);
    assertThat(html).content().contains(UNKNOWN);
  }

  @Test
  void withoutAnEmbeddingThereAreNorms() throws IOException {
    Path back = folder.resolve("norms.h5");
    succeed("import %s/npz/weights.npz --layout tensors --out %s", folder, back);
    JsonNode measured = probe(back);
    assertThat(measured.get("measures").get("weights/sum-of-squares"))
        .isEqualTo(trained.get("measures").get("weights/sum-of-squares"));
    for (String id : List.of("gini/W_E", "pca/explained", "pca/final-axes")) {
      assertThat(measured.get("absent").get(id).asText())
          .isEqualTo("nobody said which tensor is the embedding: import with --embedding NAME");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --layout tensors --embedding embed.W_e | there is no tensor embed.W_e to be the embedding; did you mean embed.W_E?
          --layout tensors --embedding embed.W_E --task modular-addition:12 | the embedding embed.W_E has 11 rows, expected as many as the modulus or more: 12
          --layout tensors --embedding embed.W_E --transposed --task modular-addition:11 | the embedding embed.W_E has 8 columns, expected as many as the modulus or more: 11
          --layout tensors --task modular-addition | --task modular-addition needs its modulus, such as modular-addition:113, or --embedding NAME to take it from
          --layout tensors --split all-train | --split needs --task: it is of the task's examples
          --layout tensors --transposed | --transposed needs --embedding NAME
          --layout nanda --embedding embed.W_E | --embedding is for --layout tensors: other layouts know which tensor it is
          --layout nanda | --task is missing, expected such as --task modular-addition; only --layout tensors does without
          """)
  void whatDoesNotFitIsOneSentence(String options, String sentence) {
    Path out = folder.resolve("never.h5");
    List<String> command =
        new ArrayList<>(List.of("import", folder.resolve("npz/weights.npz").toString()));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("--out", out.toString()));
    var imported = CommandLineRun.of(command.toArray(String[]::new));
    assertThat(imported.err()).startsWith("periscope: ").contains(sentence);
    assertThat(imported.code()).isEqualTo(2);
    assertThat(out).doesNotExist();
  }
}
