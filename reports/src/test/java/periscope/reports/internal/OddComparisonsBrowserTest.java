package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import periscope.probes.MeasureFile;
import periscope.reports.ComparisonReport;
import periscope.reports.internal.compare.StudyFiles;

/** Comparisons that are not the usual one: hostile, of runs that lack things, in folders, large. */
class OddComparisonsBrowserTest extends BrowserTest {
  private final List<Path> runs = new ArrayList<>();

  @BeforeAll
  void start() throws IOException {
    for (int i = 0; i < 3; i++) {
      runs.add(
          StudyFiles.write(
              folder.resolve("run" + i + ".h5"),
              new StudyFiles.Plan("planted", i, i < 2 ? "1.0" : "0.1", 150, 31, 3)));
    }
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

    StudyBrowser.choose(browser, "group by", "seed");
    assertThat(browser.eval("window.pwned === undefined")).isEqualTo(true);
    assertThat(
            browser.number("document.querySelectorAll('main img, main svg, main iframe').length"))
        .isZero();
    assertThat(browser.text("document.querySelector('.runs .each').textContent"))
        .contains(HostileText.ALL.getFirst());
    assertThat(StudyBrowser.svg(browser, "loss")).doesNotContain("<img");
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
    ComparisonReport.of(List.of(runs.get(0), bare, damaged, runs.get(2)), Map.of()).write(html);
    browser.open(html);

    assertThat(browser.console()).isEmpty();
    assertThat(StudyBrowser.order(browser)).isEqualTo("3,0,1,2");
    assertThat(browser.text("document.querySelector('.runs .each tr:last-child').textContent"))
        .startsWith("damaged")
        .contains("could not be read: ");
    assertThat(StudyBrowser.svg(browser, "loss"))
        .contains("2 of 4 runs have it")
        .doesNotContain("NaN");
    browser.eval(
        "(menu => { menu.value = 'loss/all'; menu.dispatchEvent(new Event('change')) })(document.querySelector('#panel-measure select'))");
    browser.waitUntil("periscope.page.curves.of(periscope.run.runs[1], 'loss/all') !== undefined");
    assertThat(
            browser.text(
                "String(periscope.frames.get('measure').svg().root.querySelectorAll('g[clip-path] circle').length)"))
        .as("a single checkpoint is a point")
        .isEqualTo("1");
    for (String grouping : List.of("name", "seed", "nothing")) {
      StudyBrowser.choose(browser, "group by", grouping);
      for (String figure : StudyBrowser.FIGURES) {
        assertThat(StudyBrowser.svg(browser, figure)).doesNotContain("NaN", "undefined");
      }
    }
  }

  /** One run's losses are as large as those of training that diverges. */
  @Test
  void aRunBeyondTheAxisIsMarked() throws IOException {
    Path html = folder.resolve("beyond.html");
    ComparisonReport.of(runs, Map.of()).write(html);
    browser.open(html);
    browser.waitUntil(
        "periscope.run.readable.every(run => periscope.page.curves.of(run, 'loss/test') !== undefined)");
    String drawn =
        """
        ((times, log) => {
          const { page } = periscope;
          const run = page.run.readable[0];
          const curve = page.curves.of(run, 'loss/test');
          page.curves.ready.set(`${run.key} loss/test`, {
            steps: curve.steps, encoding: 'f64', values: Float64Array.from(curve.values, value => value * times) });
          const plot = { id: () => 'loss/test', title: () => '', share: 1, log: () => log };
          const surface = new SvgSurface(600, 300, '', '');
          CompareChart.create(page, () => [plot], () => 200, []).still({ surface, look: Theme.light, width: 600, height: 300 });
          page.curves.ready.set(`${run.key} loss/test`, curve);
          document.body.append(surface.root);
          const left = Math.min(...[...surface.root.querySelectorAll('text')].map(text => text.getBBox().x));
          surface.root.remove();
          return `${left < 0 ? 'cut' : 'whole'}: ${surface.root.textContent}`;
        })(...arguments)""";

    assertThat(browser.text(drawn, 1e120, true))
        .contains("1 beyond the axis (triangle)")
        .doesNotContain("10120");
    assertThat(browser.text(drawn, 1.0, true)).doesNotContain("beyond");
    assertThat(browser.text(drawn, 1e62, false))
        .startsWith("whole: ")
        .contains("1062")
        .doesNotContain("beyond");
  }

  /** A name that turns what comes after it round, as far as it can. */
  @Test
  void namesInTheLegendKeepToThemselves() throws IOException {
    Path html = folder.resolve("legend.html");
    ComparisonReport.of(runs, Map.of()).write(html);
    browser.open(html);

    assertThat(
            browser.text(
                "getComputedStyle(document.querySelector('#legend .entry b')).unicodeBidi"))
        .isEqualTo("isolate");
  }

  @Test
  void aFolderReadsItsCurvesAndDoesWithoutThoseThatAreMissing() throws IOException {
    Path study = folder.resolve("study");
    Path index =
        ComparisonReport.of(runs.subList(0, 3), Map.of()).writeFolder(study, run -> {}).index();
    browser.open(index);
    browser.waitUntil("document.documentElement.dataset.loaded === 'true'");
    assertThat(browser.console()).isEmpty();
    String curves =
        "periscope.run.readable.filter(run => periscope.page.curves.of(run, 'loss/test')).length";
    assertThat(browser.number(curves)).isEqualTo(3);

    browser.eval("document.querySelector('.runs .each a').click()");
    browser.waitUntil(
        "document.title.startsWith('planted') && location.pathname.endsWith('runs/run2.html')");

    Files.delete(study.resolve("runs/run1.js"));
    browser.open(index);
    browser.waitUntil("document.documentElement.dataset.loaded === 'true'");
    assertThat(browser.number(curves)).isEqualTo(2);
    assertThat(browser.text("document.getElementById('loading').textContent"))
        .endsWith("could not be read: seed 1.");
    assertThat(StudyBrowser.order(browser)).isEqualTo("2,0,1");
    assertThat(browser.eval("periscope.page.curves.packets.has('run1')")).isEqualTo(false);
    assertThat(browser.console()).singleElement().asString().contains("run1.js");
  }

  @Test
  void aFolderRunsNoScriptThatWasAddedToItsPage() throws IOException {
    Path study = folder.resolve("changed");
    Path index =
        ComparisonReport.of(runs.subList(0, 1), Map.of()).writeFolder(study, run -> {}).index();
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
}
