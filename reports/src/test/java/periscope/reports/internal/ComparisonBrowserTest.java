package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import periscope.probes.MeasureFile;
import periscope.reports.ComparisonReport;
import periscope.reports.internal.compare.StudyFiles;

/** The comparison of seven planted runs of two set-ups, in a browser, from disk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComparisonBrowserTest {
  private static final long[] GENERALISED = {2000, 2600, 3010, 5000, 6100, -1, 4400};
  private static final List<String> FIGURES =
      List.of("loss", "accuracy", "measure", "distribution", "correlation");

  @TempDir private static Path folder;

  private final List<Path> runs = new ArrayList<>();
  private ReportBrowser browser;
  private Path page;

  @BeforeAll
  void start() throws IOException {
    browser = ReportBrowser.start(folder.resolve("profile"));
    for (int i = 0; i < GENERALISED.length; i++) {
      String decay = i < 3 ? "1.0" : "0.1";
      runs.add(
          StudyFiles.write(
              folder.resolve("run" + i + ".h5"),
              new StudyFiles.Plan("planted", i, decay, GENERALISED[i], 1001, 3)));
    }
    page = folder.resolve("cmp.html");
    ComparisonReport.of(runs, Map.of()).write(page);
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    browser.open(page);
  }

  @Test
  void opensFromDiskWithoutErrorsAndAsksForNothingElse() {
    assertThat(browser.console()).isEmpty();
    assertThat(browser.requests()).hasSize(1).first().asString().startsWith("file://");
    assertThat(browser.text("[...periscope.frames.keys()].join()"))
        .isEqualTo("loss,accuracy,measure,distribution,correlation,keys,runs");
    assertThat(browser.text("document.getElementById('standfirst').textContent"))
        .isEqualTo(
            "weightDecay 0.1: 3 of 4 runs generalised, half of those by step 5,000. weightDecay 1: all 3 runs generalised, half of them by step 2,600. ");
  }

  @Test
  void everyRunIsALineInEveryGrouping() {
    String thin =
        "(width => [...periscope.frames.get('loss').svg().root.querySelectorAll(`g[clip-path] path[stroke-width=\"${width}\"]`)].length)(arguments[0])";
    assertThat(browser.number(thin, "1")).as("two plots").isEqualTo(2.0 * runs.size());
    assertThat(browser.number(thin, "2.4")).as("medians").isEqualTo(4);

    choose("group by", "seed");
    assertThat(browser.number("periscope.state.groups.length")).isEqualTo(runs.size());
    assertThat(browser.number(thin, "1.6")).as("groups of one run").isEqualTo(2.0 * runs.size());
    assertThat(browser.number(thin, "2.4")).isZero();
    assertThat(browser.text("document.getElementById('legend').textContent"))
        .contains("seed 6 1 run, 1 generalised", "seed 5 1 run, 0 generalised");
  }

  /** Every one of a thousand points counts: a spike of one step is drawn at any width. */
  @Test
  void linesKeepTheExtremesOfEveryColumn() {
    Object found =
        browser.eval(
            """
            (() => {
              const n = 100000;
              const steps = Float64Array.from({length: n}, (_, i) => 3 * i);
              const values = Float64Array.from({length: n}, (_, i) => Math.sin(i / 9000));
              values[54321] = 40;
              values[777] = -30;
              const axis = Object.assign(Object.create(SpanAxis.prototype), {
                x0: 0, x1: 300, log: false, scale: d3.scaleLinear([0, 300000], [0, 300])});
              const { xs, ys } = Trace.line({ steps, values }, 0, axis, v => v, 1);
              const most = d3.maxIndex(ys);
              return [ys[most], xs[most], d3.min(ys), ys.length < 700].join();
            })()""");
    assertThat(found).isEqualTo("40,162.5,-30,true");
  }

  @Test
  void columnsSortUpAndDownWithMissingNumbersLast() {
    String header =
        "[...document.querySelectorAll('.runs thead th')].find(th => th.textContent.startsWith('step generalised'))";
    browser.eval(header + ".querySelector('button').click()");
    assertThat(browser.text(header + ".ariaSort")).isEqualTo("ascending");
    assertThat(order()).isEqualTo("0,1,2,6,3,4,5");
    assertThat(browser.text("document.activeElement.textContent")).startsWith("step generalised");

    browser.press(Keys.ENTER);
    assertThat(browser.text(header + ".ariaSort")).isEqualTo("descending");
    assertThat(order()).isEqualTo("4,3,6,2,1,0,5");
    assertThat(browser.number("document.querySelectorAll('.runs [aria-sort=none]').length"))
        .isEqualTo(browser.number("document.querySelectorAll('.runs thead th').length - 1"));
  }

  @Test
  void theTableHasTheSpreadOfEachGroup() {
    String cell =
        "document.querySelectorAll('.runs .spread tr')[arguments[0]].children[3].textContent";
    assertThat(browser.text("document.querySelectorAll('.runs thead th')[4].textContent"))
        .isEqualTo("step generalised");
    assertThat(browser.text(cell, 0)).isEqualTo("3 of 45,000[4,700 – 5,550]");
    assertThat(browser.text(cell, 1)).isEqualTo("3 of 32,600[2,300 – 2,805]");
  }

  @Test
  void keysChooseARunAndZoom() {
    String before = svg("distribution");
    browser.eval("periscope.frames.get('loss').plot.focus()");
    browser.press(Keys.ARROW_DOWN);
    assertThat(browser.number("periscope.state.highlighted.index"))
        .as("the first of the first group")
        .isEqualTo(3);
    assertThat(browser.text("document.getElementById('live').textContent"))
        .startsWith("seed 3, weightDecay 0.1, ")
        .contains("generalised at step 5000".replace("5000", "5,000"));
    assertThat(browser.text("document.querySelector('.runs tr.lit th').textContent"))
        .isEqualTo("seed 3");
    assertThat(svg("distribution")).isNotEqualTo(before);

    browser.press("+");
    assertThat(browser.text("periscope.state.view.domain.join()")).isEqualTo("2500,7500");
    browser.press(Keys.ARROW_RIGHT);
    assertThat(browser.number("periscope.state.view.domain[0]")).isCloseTo(3500, within(1e-6));
    assertThat(browser.eval("document.querySelector('.reset').hidden")).isEqualTo(false);
    browser.press("0");
    assertThat(browser.eval("periscope.state.view.domain")).isNull();
    assertThat(browser.eval("document.querySelector('.reset').hidden")).isEqualTo(true);
    browser.press(Keys.ESCAPE);
    assertThat(browser.eval("periscope.state.highlighted")).isNull();
  }

  @Test
  void draggingAcrossStepsZoomsAndTheButtonShowsAllAgain() {
    browser.eval(
        "periscope.frames.get('loss').plot.scrollIntoView({block: 'center', behavior: 'instant'})");
    mouse("mouseMoved", 0.3);
    mouse("mousePressed", 0.3);
    mouse("mouseMoved", 0.5);
    mouse("mouseReleased", 0.5);
    double low = browser.number("periscope.state.view.domain[0]");
    double high = browser.number("periscope.state.view.domain[1]");
    assertThat(low).isBetween(2000.0, 3500.0);
    assertThat(high).isBetween(4500.0, 6000.0);
    browser.eval("document.querySelector('.reset').click()");
    assertThat(browser.eval("periscope.state.view.domain")).isNull();
  }

  @Test
  void runsAreAlignedAtAnEvent() {
    choose("align at", "generalised");
    assertThat(browser.text("periscope.frames.get('loss').view.span(900).full.join()"))
        .isEqualTo("-6100,8000");
    assertThat(svg("loss")).contains("steps since generalised", "1 without generalised not shown");
    choose("steps", "log");
    assertThat(svg("loss")).doesNotContain("NaN").contains(">−1,000<", ">0<");
  }

  @Test
  void ranksCorrelateAsScipyHasThem() {
    // scipy.stats.spearmanr([1, 2, 2, 4, 5], [5, 6, 7, 8, 7])
    assertThat(browser.number("Statistics.spearman([[1,5],[2,6],[NaN,1],[2,7],[4,8],[5,7]]).rho"))
        .isCloseTo(0.7631578947368421, within(1e-12));
    assertThat(browser.text("String(Statistics.spearman([[1,5],[1,6],[1,7]]).rho)"))
        .isEqualTo("NaN");
    assertThat(svg("correlation")).contains("n = 6");
  }

  @Test
  void everyFigureExportsXmlThatParsesAndARectangularTable() throws Exception {
    for (String figure : FIGURES) {
      var document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(svg(figure).getBytes(StandardCharsets.UTF_8)));
      assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(svg(figure)).as(figure).doesNotContain("NaN", "Infinity", "undefined");
    }
    for (String panel : List.of("loss", "measure", "distribution", "correlation", "runs")) {
      List<CSVRecord> rows = table(panel);
      assertThat(rows).as(panel).hasSizeGreaterThan(6);
      assertThat(rows).as(panel).allMatch(row -> row.size() == rows.getFirst().size());
    }
    assertThat(table("loss")).as("two losses").hasSize(1 + 2 * runs.size() * 1001);
  }

  @Test
  void figuresFollowTheThemeAndPrintAsVectors() {
    String pixels = browser.text("periscope.frames.get('loss').stillCanvas.toDataURL()");
    browser.eval("document.getElementById('theme').click()");
    browser.nextFrame();
    assertThat(browser.text("periscope.frames.get('loss').stillCanvas.toDataURL()"))
        .isNotEqualTo(pixels);
    Map<String, Object> printed =
        browser.devTools("Page.printToPDF", Map.of("printBackground", true));
    byte[] pdf = Base64.getDecoder().decode((String) printed.get("data"));
    assertThat(new String(pdf, StandardCharsets.ISO_8859_1))
        .startsWith("%PDF")
        .doesNotContain("/Subtype /Image");
  }

  @Test
  void hostileNamesStayText() throws IOException {
    List<Path> hostile = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      List<String> texts = HostileText.ALL.subList(0, HostileText.ALL.size() - 1);
      String name =
          new String(JsonStringEncoder.getInstance().quoteAsString(String.join(" ", texts)));
      hostile.add(
          StudyFiles.write(
              folder.resolve("hostile'\"><img src=x onerror=window.pwned=1>&" + i + ".h5"),
              new StudyFiles.Plan(name, i, "1.0", -1, 21, 2)));
    }
    hostile.add(Files.writeString(folder.resolve("<script>window.pwned=1<!--.h5"), "no run"));
    Path html = folder.resolve("hostile.html");
    ComparisonReport.of(hostile, Map.of()).write(html);
    browser.open(html);

    choose("group by", "seed");
    assertThat(browser.eval("window.pwned === undefined")).isEqualTo(true);
    assertThat(
            browser.number("document.querySelectorAll('main img, main svg, main iframe').length"))
        .isZero();
    assertThat(browser.text("document.querySelector('.runs .each').textContent"))
        .contains(HostileText.ALL.getFirst());
    assertThat(svg("loss")).doesNotContain("<img");
    assertThat(browser.text("document.getElementById('notes').textContent"))
        .contains("<script>window.pwned=1<!-- could not be read: ");
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void oddRunsAreShownWithTheOthers() throws IOException {
    Path bare = RunFiles.write(folder.resolve("bare.h5"), "bare", List.of(0L), false);
    RunFiles.probe(bare);
    Path damaged = Files.writeString(folder.resolve("damaged.h5"), "no run");
    Path html = folder.resolve("odd.html");
    ComparisonReport.of(List.of(runs.get(0), bare, damaged, runs.get(5)), Map.of()).write(html);
    browser.open(html);

    assertThat(browser.console()).isEmpty();
    assertThat(order()).isEqualTo("3,0,1,2");
    assertThat(browser.text("document.querySelector('.runs .each tr:last-child').textContent"))
        .startsWith("damaged")
        .contains("could not be read: ");
    assertThat(svg("loss")).contains("2 of 4 runs have it").doesNotContain("NaN");
    browser.eval(
        "(menu => { menu.value = 'loss/all'; menu.dispatchEvent(new Event('change')) })(document.querySelector('#panel-measure select'))");
    browser.waitUntil("periscope.page.curves.of(periscope.run.runs[1], 'loss/all') !== undefined");
    assertThat(
            browser.text(
                "String(periscope.frames.get('measure').svg().root.querySelectorAll('g[clip-path] circle').length)"))
        .as("a single checkpoint is a point")
        .isEqualTo("1");
    for (String grouping : List.of("name", "seed", "nothing")) {
      choose("group by", grouping);
      for (String figure : FIGURES) {
        assertThat(svg(figure)).doesNotContain("NaN", "undefined");
      }
    }
  }

  @Test
  void aFolderReadsItsCurvesAndDoesWithoutThoseThatAreMissing() throws IOException {
    Path study = folder.resolve("study");
    Path index = ComparisonReport.of(runs.subList(0, 3), Map.of()).writeFolder(study, run -> {});
    browser.open(index);
    browser.waitUntil("document.documentElement.dataset.loaded === 'true'");
    assertThat(browser.console()).isEmpty();
    String curves =
        "periscope.run.readable.filter(run => periscope.page.curves.of(run, 'loss/test')).length";
    assertThat(browser.number(curves)).isEqualTo(3);

    browser.eval("document.querySelector('.runs .each a').click()");
    browser.waitUntil(
        "document.title.startsWith('planted') && location.pathname.endsWith('runs/run0.html')");

    Files.delete(study.resolve("runs/run1.js"));
    browser.open(index);
    browser.waitUntil("document.documentElement.dataset.loaded === 'true'");
    assertThat(browser.number(curves)).isEqualTo(2);
    assertThat(browser.text("document.getElementById('loading').textContent"))
        .endsWith("could not be read: seed 1.");
    assertThat(order()).isEqualTo("0,1,2");
    assertThat(browser.eval("periscope.page.curves.packets.has('run1')")).isEqualTo(false);
  }

  @Test
  void aFolderRunsNoScriptThatWasAddedToItsPage() throws IOException {
    Path study = folder.resolve("changed");
    Path index = ComparisonReport.of(runs.subList(0, 1), Map.of()).writeFolder(study, run -> {});
    Files.writeString(
        index,
        Files.readString(index)
            .replace(
                "</body>",
                "<script>window.pwned = 1</script><img src=x onerror=\"window.pwned = 1\"></body>"));
    browser.open(index);
    assertThat(browser.eval("window.pwned === undefined")).isEqualTo(true);
    assertThat(browser.console()).anyMatch(line -> line.contains("Content Security Policy"));
  }

  /** Prints what twenty seeds of 50,000 steps cost here; says nothing about other machines. */
  @Test
  void timings() throws IOException {
    Path first =
        StudyFiles.write(
            folder.resolve("long.h5"), new StudyFiles.Plan("long", 1, "1.0", 200_000, 50_000, 3));
    List<Path> twenty = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Path copy = Files.copy(first, folder.resolve("copy" + i + ".h5"));
      Files.copy(MeasureFile.pathFor(first), MeasureFile.pathFor(copy));
      twenty.add(copy);
    }
    Path html = folder.resolve("twenty.html");
    ComparisonReport.of(twenty, Map.of()).write(html);
    browser.open(html);
    Object zoom =
        browser.await(
            """
            (async () => {
              const times = [];
              for (let i = 0; i < 40; i++) {
                periscope.state.set({ moving: true, domain: [3000 * i, 500000 - 2000 * i] });
                const from = performance.now();
                await new Promise(requestAnimationFrame);
                await new Promise(requestAnimationFrame);
                times.push((performance.now() - from) / 2);
              }
              times.sort((a, b) => a - b);
              return `median ${times[20].toFixed(1)}, p95 ${times[38].toFixed(1)}`;
            })()""");
    System.out.printf(
        Locale.ROOT,
        "comparison of 20 runs of 50,000 steps: %d bytes, first drawing %s ms after navigation, zoom frame ms: %s%n",
        html.toFile().length(),
        browser.text("performance.getEntriesByName('periscope-drawn')[0].startTime.toFixed()"),
        zoom);
    assertThat(zoom).asString().startsWith("median");
  }

  /** Chooses in the bar on top. */
  private void choose(String label, String text) {
    browser.eval(
        """
        ((label, text) => {
          const select = [...document.querySelectorAll('#controls label')].find(one => one.textContent.startsWith(label)).querySelector('select');
          select.value = [...select.options].find(option => option.textContent === text).value;
          select.dispatchEvent(new Event('change'));
        })(...arguments)""",
        label,
        text);
    browser.nextFrame();
  }

  private String order() {
    return browser.text(
        "[...document.querySelectorAll('.runs .each tr')].map(tr => tr.dataset.run).join()");
  }

  private String svg(String figure) {
    return browser.text("periscope.frames.get(arguments[0]).svg().serialized()", figure);
  }

  private List<CSVRecord> table(String panel) throws IOException {
    String text = browser.text("periscope.frames.get(arguments[0]).csv()", panel);
    try (CSVParser csv = CSVParser.parse(text, CSVFormat.RFC4180)) {
      return csv.getRecords();
    }
  }

  private void mouse(String type, double x) {
    String box = "periscope.frames.get('loss').plot.getBoundingClientRect()";
    browser.devTools(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            browser.number(box + ".left + arguments[0] * " + box + ".width", x),
            "y",
            browser.number(box + ".top + 80"),
            "button",
            "left",
            "buttons",
            type.equals("mouseMoved") ? 0 : 1,
            "clickCount",
            1));
    browser.nextFrame();
  }
}
