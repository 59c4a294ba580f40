package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.testing.ExternalTool;

/** Programs that are not ours read our files. */
class ToolsTest {
  @TempDir Path folder;
  private Path run;
  private Path measures;

  @BeforeEach
  void write() throws IOException {
    run = folder.resolve("run.h5");
    measures = folder.resolve("run.probes.h5");
    TestRuns.write(run, 21);
    SeriesSpec loss = new SeriesSpec("loss/train", List.of(), Map.of("unit", "nat"));
    SeriesSpec norm = new SeriesSpec("W_E/norm", List.of(5), Map.of());
    try (SeriesWriter writer =
        SeriesWriter.create(
            measures, "periscope-measures", Map.of("run", "é"), List.of(loss, norm))) {
      for (int i = 0; i < 4; i++) {
        writer.append(i * 10L, List.of(new double[] {i / 2.0}, new double[] {0, 1, 2, 3, i}));
      }
      writer.constant("keys", List.of(2), new int[] {4, 7}, Map.of());
      writer.constant("keys/share", List.of(2), new double[] {0.5, 0.25}, Map.of());
      writer.constant("events/half", 30, Map.of());
      writer.absent("events/generalised", "never");
      writer.commit();
    }
  }

  /** The script holds the layout, and recomputes the bits of one value of each dataset. */
  @Test
  void h5pyReadsRunsAndMeasures() throws IOException {
    String printed =
        ExternalTool.h5py()
            .run(
                "-c",
                Scripts.read("layout.py"),
                run.toString(),
                measures.toString(),
                bits(TestRuns.parameters(TestRuns.HEADER, 130).get(1)[6 * 3 + 2]),
                bits(TestRuns.optimizer(TestRuns.HEADER, 200).get(0)[65]),
                Long.toString(
                    Double.doubleToRawLongBits(TestRuns.metrics(TestRuns.HEADER, 105)[1])))
            .succeeded();
    assertThat(printed).isEqualToIgnoringNewLines("as designed");
  }

  private static String bits(float value) {
    return Integer.toString(Float.floatToRawIntBits(value));
  }

  @Test
  void theExampleOfTheDocumentationWorks() throws IOException {
    String documentation = Files.readString(Path.of("..", "docs", "run-file.md"));
    int section = documentation.indexOf("## Reading one with h5py");
    int start = documentation.indexOf("```python", section) + "```python".length();
    String example = documentation.substring(start, documentation.indexOf("```", start));
    assertThat(example).contains("\"run.h5\"");
    String printed =
        ExternalTool.h5py()
            .run("-c", example.replace("\"run.h5\"", "r\"" + run + "\""))
            .succeeded();
    double loss = TestRuns.metrics(TestRuns.HEADER, 200)[1];
    assertThat(printed.strip()).startsWith("200 (11, 6) ");
    assertThat(Double.parseDouble(printed.strip().substring("200 (11, 6) ".length())))
        .isEqualTo(loss);
  }

  @Test
  void h5dumpReadsRunsAndMeasures() throws IOException {
    for (Path file : List.of(run, measures)) {
      String printed = ExternalTool.h5dump().run("-H", file.toString()).succeeded();
      assertThat(printed).contains("DATASET \"step\"", "DIMENSION_LIST");
    }
  }
}
