package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.testing.ExternalTool;

/** The main job, end to end, at few steps: train, checkpoint, probe, report. */
class DemoTest {
  /** Sides sum a thousand float64 terms in different orders: far above their rounding of 1e-13. */
  private static final double SAME = 1e-9;

  @TempDir private static Path folder;
  private static CommandLineRun demo;

  @BeforeAll
  static void runOnce() {
    demo = CommandLineRun.of("demo", "--steps", "1500", "--out", folder.resolve("d").toString());
  }

  @Test
  void endsWithFiveLines() {
    assertThat(demo.err()).contains("step 0 of 1,500").contains("step 1,500 of 1,500");
    assertThat(demo.out().lines())
        .hasSize(5)
        .satisfiesExactly(
            line -> assertThat(line).matches("memorised +at step \\d+: train accuracy 0.99"),
            line -> assertThat(line).startsWith("generalised  not yet: "),
            line -> assertThat(line).startsWith("keys "),
            line -> assertThat(line).startsWith("files ").contains("report.html"),
            line -> assertThat(line).matches("time +[0-9.]+ s: training .*"));
    assertThat(demo.code()).isZero();
  }

  @Test
  void leavesThreeFilesAndNoOther() throws IOException {
    try (var files = Files.list(folder.resolve("d"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("run.h5", "run.probes.h5", "report.html")
          .allMatch(name -> name.matches("(run|run\\.probes)\\.h5(\\.lock)?|report\\.html"));
    }
  }

  @Test
  void isNotRunAgainOverItsOwnFiles() {
    var again = CommandLineRun.of("demo", "--steps", "10", "--out", folder.resolve("d").toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("run.h5 exists").contains("--force");
  }

  @Test
  void probesPrintTheLossesThatTheTrainerStored() throws IOException {
    String run = folder.resolve("d").resolve("run.h5").toString();
    var probe = CommandLineRun.of("probe", run, "--json");
    assertThat(probe.code()).isZero();
    JsonNode json = new ObjectMapper().readTree(probe.out());
    assertThat(json.get("step").asLong()).isEqualTo(1500);
    assertThat(json.get("measures").get("accuracy/train").asDouble()).isEqualTo(1);
    JsonNode stored = numpy().get("stored");
    for (String loss : List.of("loss/train", "loss/test")) {
      assertThat(json.get("measures").get(loss).asDouble())
          .as(loss)
          .isCloseTo(stored.get(loss).asDouble(), within(SAME * stored.get(loss).asDouble()));
    }
  }

  @Test
  void numpyRecomputesTheStoredLosses() throws IOException {
    JsonNode json = numpy();
    for (String loss : List.of("loss/train", "loss/test")) {
      double stored = json.get("stored").get(loss).asDouble();
      assertThat(json.get("recomputed").get(loss).asDouble())
          .as(loss)
          .isCloseTo(stored, within(SAME * stored));
    }
    assertThat(json.get("steps").toString()).isEqualTo("[0,500,1000,1500]");
    assertThat(json.get("lastMetricStep").asLong()).isEqualTo(1500);
    assertThat(json.get("dtypes").toString()).isEqualTo("[\"float32\"]");
    assertThat(json.get("shapes").toString())
        .contains("\"embed.W_E\":[4,67,500]")
        .contains("\"blocks.0.mlp.W_in\":[4,500,24]")
        .contains("\"blocks.0.mlp.W_out\":[4,24,500]");
  }

  private static JsonNode numpy() throws IOException {
    var python = ExternalTool.h5py();
    Path script = folder.resolve("recompute_loss.py");
    try (InputStream in =
        Objects.requireNonNull(DemoTest.class.getResourceAsStream("recompute_loss.py"))) {
      Files.write(script, in.readAllBytes());
    }
    String run = folder.resolve("d").resolve("run.h5").toString();
    return new ObjectMapper().readTree(python.run(script.toString(), run).succeeded());
  }
}
