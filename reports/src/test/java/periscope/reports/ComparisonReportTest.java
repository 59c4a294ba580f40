package periscope.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.probes.Measure;
import periscope.probes.MeasureFile;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.ProbePass;
import periscope.probes.RunContext;
import periscope.reports.internal.RunFiles;
import periscope.reports.internal.SideFiles;
import periscope.reports.internal.compare.StudyFiles;

class ComparisonReportTest {
  @TempDir private static Path folder;

  private static final List<Path> RUNS = new ArrayList<>();

  @BeforeAll
  static void write() throws IOException {
    long[] generalised = {2000, 2600, -1, 5000};
    for (int i = 0; i < generalised.length; i++) {
      String decay = i < 3 ? "1.0" : "0.1";
      RUNS.add(
          StudyFiles.write(
              folder.resolve("run" + i + ".h5"),
              new StudyFiles.Plan("planted", i, decay, generalised[i], 601, 3)));
    }
  }

  @Test
  void theSummaryHasEveryRunAndTheSpreadOfEveryGroup() throws IOException {
    JsonNode summary = summary(ComparisonReport.of(RUNS, Map.of()));

    assertThat(summary.path("title").asText()).isEqualTo("planted: 4 runs");
    assertThat(texts(summary.path("differing"))).containsExactly("seed", "optimizer.weightDecay");
    assertThat(summary.path("runs").findValuesAsText("run"))
        .containsExactly("seed 0", "seed 1", "seed 2", "seed 3");
    assertThat(summary.at("/runs/0/events/events~1generalised").asLong()).isEqualTo(2000);
    assertThat(summary.at("/runs/2/events/events~1generalised").isNull()).isTrue();
    assertThat(summary.at("/runs/3/lastStep").asLong()).isEqualTo(6000);

    JsonNode groups = summary.at("/groupings/0/groups");
    assertThat(groups.findValuesAsText("group"))
        .containsExactly("weightDecay 0.1", "weightDecay 1");
    JsonNode spread = groups.get(1).at("/events/events~1generalised");
    assertThat(spread.path("n").asInt()).as("of three runs").isEqualTo(2);
    assertThat(spread.path("median").asDouble()).isEqualTo(2300);
    assertThat(spread.path("lowerQuartile").asDouble()).isEqualTo(2150);
    assertThat(spread.path("most").asDouble()).isEqualTo(2600);
  }

  @Test
  void theTableHasEveryScalarMeasureAtEveryCheckpoint() throws IOException {
    Path html = folder.resolve("table.html");
    ComparisonReport.of(RUNS, Map.of()).writeFiles(html);
    try (CSVParser csv =
            CSVParser.parse(
                SideFiles.measuresFor(html),
                StandardCharsets.UTF_8,
                CSVFormat.DEFAULT.builder().setHeader().get());
        MeasureFile measures = MeasureFile.open(MeasureFile.pathFor(RUNS.get(3)))) {
      assertThat(csv.getHeaderNames())
          .containsExactly("run", "seed", "optimizer.weightDecay", "id", "step", "value");
      List<CSVRecord> norms =
          csv.stream()
              .filter(row -> row.get("id").equals("weights/sum-of-squares"))
              .filter(row -> row.get("seed").equals("3"))
              .toList();
      assertThat(norms).extracting(row -> row.get("step")).containsExactly("0", "3000", "6000");
      assertThat(norms).extracting(row -> row.get("optimizer.weightDecay")).containsOnly("0.1");
      assertThat(norms)
          .extracting(row -> Double.parseDouble(row.get("value")))
          .containsExactly(
              java.util.Arrays.stream(measures.all("weights/sum-of-squares"))
                  .boxed()
                  .toArray(Double[]::new));
    }
  }

  @Test
  void oddRunsAreSaidAndShown() throws IOException {
    Path damaged = Files.writeString(folder.resolve("damaged.h5"), "dear diary");
    Path failed = folder.resolve("failed.h5");
    Path bare = RunFiles.write(folder.resolve("bare.h5"), "bare", List.of(0L, 10L), false);
    RunFiles.probe(bare);
    Path one =
        StudyFiles.write(
            folder.resolve("one.h5"), new StudyFiles.Plan("planted", 9, "1.0", -1, 21, 1));
    ComparisonReport report =
        ComparisonReport.of(
            List.of(RUNS.get(0), damaged, failed, bare, one), Map.of(failed, "it blew up"));

    assertThat(report.unread()).containsOnlyKeys(damaged, failed).containsValue("it blew up");
    List<String> notes = texts(summary(report).path("notes"));
    assertThat(notes)
        .contains(
            "failed could not be read: it blew up",
            "The runs end at different steps, 10 to 6,000; final measures are those of each run’s own last checkpoint.",
            "loss/test: not in bare, seed 8.",
            "bare, seed 8: It has no split into training and test examples.",
            "planted, seed 9: It has one checkpoint, at step 200, which is drawn as a point.")
        .anyMatch(note -> note.startsWith("damaged could not be read: " + damaged));
  }

  @Test
  void aFolderHasAPageAndCurvesOfEveryRun() throws IOException {
    Path study = folder.resolve("study");
    List<String> heard = new ArrayList<>();
    ComparisonReport comparison = ComparisonReport.of(RUNS.subList(0, 2), Map.of());
    FolderReport written = comparison.writeFolder(study, heard::add);
    Path index = written.index();

    assertThat(written.withoutPage()).isEmpty();
    assertThat(index).isEqualTo(study.resolve("index.html"));
    assertThat(comparison.writeFiles(index)).hasSize(2);
    assertThat(heard).containsExactly("seed 0", "seed 1");
    try (var files = Files.walk(study)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> study.relativize(file).toString()))
          .containsExactlyInAnyOrder(
              "index.html",
              "index.summary.json",
              "index.measures.csv",
              "runs/run0.html",
              "runs/run0.js",
              "runs/run1.html",
              "runs/run1.js");
    }
    assertThat(policy(index)).contains("self&#39;; style-src", "; trusted-types periscope-runs");
    assertThat(policy(study.resolve("runs/run0.html")))
        .contains("script-src &#39;sha256-")
        .doesNotContain("self");
  }

  /** All that the comparison says of it can be read; a figure of its own page cannot. */
  @Test
  void aRunWhosePageCannotBeMadeIsNamedAndTheOthersHavePages() throws IOException {
    Path study = folder.resolve("odd-study");
    Path odd = RunFiles.write(folder.resolve("odd.h5"), "odd", List.of(0L, 10L), true);
    ProbePass.of(List.of(new PlanesWithoutSteps())).run(odd, MeasureFile.pathFor(odd));
    Path damaged = Files.writeString(folder.resolve("diary.h5"), "dear diary");
    Path pages = Files.createDirectories(study.resolve("runs"));
    for (String earlier : List.of("odd.html", "odd.js", "diary.html", "diary.js", "other.html")) {
      Files.writeString(pages.resolve(earlier), "an earlier report's");
    }
    ComparisonReport comparison = ComparisonReport.of(List.of(odd, RUNS.get(1), damaged), Map.of());
    FolderReport written = comparison.writeFolder(study, run -> {});

    assertThat(comparison.unread()).containsOnlyKeys(damaged);
    assertThat(written.withoutPage()).containsOnlyKeys(odd);
    assertThat(written.withoutPage().get(odd)).startsWith(odd + ": ");
    try (var files = Files.list(pages)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("odd.js", "run1.js", "run1.html", "other.html");
    }
    assertThat(Files.readString(written.index()))
        .contains("odd, seed 8 has no page of its own: ", "diary could not be read: ")
        .containsSubsequence(
            "\"key\":\"odd\"", "\"page\":false", "\"key\":\"run1\"", "\"page\":true")
        .containsSubsequence("\"key\":\"diary\"", "\"page\":false");
  }

  /** A probe that gives planes of neurons, and does not say of which checkpoints. */
  private static final class PlanesWithoutSteps implements Probe {
    @Override
    public String name() {
      return "odd";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public List<Measure> measures(RunContext run) {
      return List.of(
          Measure.constant(
              MeasureSpec.of("neurons/fourier-2d", "of some checkpoint"),
              () -> MeasureValue.reals(List.of(1, 1, 2, 2), new double[4])));
    }
  }

  private static String policy(Path html) throws IOException {
    return Files.readString(html)
        .lines()
        .filter(line -> line.contains("Content-Security-Policy"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aComparisonOfNothingIsRefused() {
    assertThatThrownBy(() -> ComparisonReport.of(List.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a comparison needs at least one run, there is none");
  }

  private static JsonNode summary(ComparisonReport report) throws IOException {
    Path html = folder.resolve("summary.html");
    report.writeFiles(html);
    return new ObjectMapper()
        .readTree(Files.readString(SideFiles.summaryFor(html), StandardCharsets.UTF_8));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
