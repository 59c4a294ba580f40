package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;
import periscope.reports.RunReport;

/** The files beside a page have the numbers of the measures file. */
class SideFilesTest {
  private static final List<Long> STEPS = List.of(0L, 10L, 50L);

  @TempDir private Path folder;

  private Path run() {
    return folder.resolve("run.h5");
  }

  private Path probes() {
    return MeasureFile.pathFor(run());
  }

  private void write() throws IOException {
    Path run = RunFiles.write(run(), "little", STEPS, true);
    Path probes = RunFiles.probe(run);
    Path page = folder.resolve("x.html");
    assertThat(RunReport.writeWithFiles(run, probes, page))
        .containsExactlyElementsOf(RunReport.filesBeside(page))
        .allMatch(Files::exists);
  }

  private JsonNode summary() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("x.summary.json").toFile());
  }

  @Test
  void theSummaryHasNameFactsEventsKeysAndFinalMeasures() throws IOException {
    write();
    JsonNode summary = summary();

    assertThat(summary.get("name").textValue()).isEqualTo("little");
    assertThat(summary.at("/facts/task").textValue()).isEqualTo("(a + b) mod 7");
    assertThat(summary.at("/checkpoints/last").intValue()).isEqualTo(50);
    assertThat(summary.at("/events/half/step").intValue()).isEqualTo(50);
    assertThat(summary.at("/events/generalised/step").isNull()).isTrue();
    assertThat(summary.at("/events/generalised/reason").textValue())
        .contains("test accuracy stays below");
    assertThat(summary.get("phases").has("memorisation-end")).isTrue();
    assertThat(summary.at("/keys/keys").isArray()).isTrue();
    assertThat(summary.at("/provenance/software").textValue()).isEqualTo("a test");
    assertThat(summary.get("absent").has("W_input_b")).isTrue();
    try (MeasureFile measures = MeasureFile.open(probes())) {
      JsonNode last = summary.at("/final/measures");
      int compared = 0;
      for (String id : measures.series()) {
        double[] expected = measures.row(id, 2);
        JsonNode found = last.get(id);
        assertThat(summary.get("definitions").get(id).get("definition").textValue())
            .isEqualTo(measures.spec(id).definition());
        for (int i = 0; i < expected.length; i++) {
          JsonNode value = found.isArray() ? found.get(i) : found;
          if (Double.isNaN(expected[i])) {
            assertThat(value.isNull()).as(id).isTrue();
          } else {
            assertThat(value.doubleValue()).as(id).isEqualTo(expected[i]);
            compared++;
          }
        }
      }
      assertThat(compared).isGreaterThan(100);
    }
  }

  /** Every id is one block of rising steps; at checkpoints measured, between them logged. */
  @Test
  void everyNumberOverStepsHasARow() throws IOException {
    write();
    List<CSVRecord> rows = rows();
    try (MeasureFile measures = MeasureFile.open(probes());
        RunReader reader = RunReader.open(run())) {
      List<String> expected = new ArrayList<>();
      for (String id : measures.series()) {
        if (measures.spec(id).shape().isEmpty()) {
          for (int i = 0; i < STEPS.size(); i++) {
            double value = measures.row(id, i)[0];
            expected.add(
                STEPS.get(i) + " " + id + " " + (Double.isNaN(value) ? "" : String.valueOf(value)));
          }
        }
      }
      double[] seconds = reader.metric("seconds");
      for (int i = 0; i < STEPS.size(); i++) {
        expected.add(STEPS.get(i) + " seconds " + seconds[i]);
      }
      assertThat(rows)
          .extracting(row -> row.get("step") + " " + row.get("id") + " " + row.get("value"))
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void stepsBetweenCheckpointsAreThoseThatWereLogged() throws IOException {
    RunFiles.write(run(), "little", STEPS, true);
    Path shorter =
        RunFiles.probe(RunFiles.write(folder.resolve("b.h5"), "b", List.of(0L, 50L), true));
    RunReport.writeWithFiles(run(), shorter, folder.resolve("x.html"));
    List<CSVRecord> train =
        rows().stream().filter(row -> row.get("id").equals("loss/train")).toList();

    assertThat(train).extracting(row -> row.get("step")).containsExactly("0", "10", "50");
    assertThat(Double.parseDouble(train.get(1).get("value")))
        .isCloseTo(2.0 / 11, within(1e-15)); // as RunFiles logs it
    try (MeasureFile measures = MeasureFile.open(shorter)) {
      assertThat(Double.parseDouble(train.get(2).get("value")))
          .isEqualTo(measures.row("loss/train", 1)[0]);
    }
  }

  @Test
  void aNameWithoutHtmlIsKeptWhole() throws IOException {
    assertThat(RunReport.filesBeside(Path.of("a/page.v2")))
        .containsExactly(Path.of("a/page.v2.summary.json"), Path.of("a/page.v2.measures.csv"));
    write();
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".partial"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@x", "\tx"})
  void anIdThatASpreadsheetWouldRunIsDefused(String id) {
    assertThat(Csv.inert(id)).isEqualTo("'" + id);
    assertThat(Csv.inert("loss" + id)).isEqualTo("loss" + id);
  }

  @Test
  void oldFilesStayIfTheNewOnesCannotBeWritten() throws IOException {
    Path old = Files.writeString(folder.resolve("x.summary.json"), "old");
    Path broken = Files.writeString(folder.resolve("run.h5"), "not a run");
    assertThatThrownBy(() -> RunReport.writeWithFiles(broken, broken, folder.resolve("x.html")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run.h5");
    assertThat(old).hasContent("old");
  }

  private List<CSVRecord> rows() throws IOException {
    try (CSVParser parser =
        CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .get()
            .parse(Files.newBufferedReader(folder.resolve("x.measures.csv")))) {
      assertThat(parser.getHeaderNames()).containsExactly("step", "id", "value");
      return parser.getRecords();
    }
  }
}
