package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import periscope.reports.ComparisonReport;
import periscope.reports.internal.compare.StudyFiles;

/** The comparison of seven planted runs of two set-ups, in a browser, from disk. */
class ComparisonBrowserTest extends BrowserTest {
  private static final long[] GENERALISED = {2000, 2600, 3010, 5000, 6100, -1, 4400};

  private final List<Path> runs = new ArrayList<>();
  private Path page;

  @BeforeAll
  void start() throws IOException {
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

    StudyBrowser.choose(browser, "group by", "seed");
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

  /** Against a plain loop over all points; uneven steps, and values that are not numbers. */
  @Test
  void columnsHaveTheExtremesOfTheirPoints() {
    Object wrong =
        browser.eval(
            """
            (() => {
              let seed = 1;
              const random = () => (seed = (48271 * seed) % 2147483647) / 2147483647;
              let wrong = 0;
              for (let round = 0; round < 20; round++) {
                const n = 3000 + Math.floor(random() * 40000);
                let last = 0;
                const steps = Float64Array.from({length: n}, () => last += 1 + Math.floor(random() * 3));
                const values = Float64Array.from({length: n}, () => random() < 0.05 ? NaN : 1000 * random());
                const from = random() * last * 0.5;
                const axis = Object.assign(Object.create(SpanAxis.prototype), {
                  x0: 0, x1: 300, log: false, scale: d3.scaleLinear([from, from + last * (0.2 + random() * 0.3)], [0, 300])});
                const { xs, ys } = Trace.line({ steps, values }, 0, axis, v => v, 1);
                const inside = d3.rollup(d3.range(n).filter(i => !Number.isNaN(values[i])), all => d3.extent(all, i => values[i]), i => Math.floor(axis.scale(steps[i])));
                const drawn = d3.rollup(d3.range(xs.length), all => d3.extent(all, k => ys[k]), k => Math.floor(xs[k]));
                // The first and the last column also have the point outside, where the line comes from.
                for (let column = 1; column < 299; column++) {
                  const expected = inside.get(column);
                  const found = drawn.get(column);
                  // Extremes closer than a quarter of a pixel are drawn as one point.
                  if (expected && expected.some((one, k) => Math.abs(one - found[k]) > 0.25)) wrong++;
                }
              }
              return wrong;
            })()""");
    assertThat(wrong).isEqualTo(0L);
  }

  @Test
  void columnsSortUpAndDownWithMissingNumbersLast() {
    String header =
        "[...document.querySelectorAll('.runs thead th')].find(th => th.textContent.startsWith('step generalised'))";
    browser.eval(header + ".querySelector('button').click()");
    assertThat(browser.text(header + ".ariaSort")).isEqualTo("ascending");
    assertThat(StudyBrowser.order(browser)).isEqualTo("0,1,2,6,3,4,5");
    assertThat(browser.text("document.activeElement.textContent")).startsWith("step generalised");

    browser.press(Keys.ENTER);
    assertThat(browser.text(header + ".ariaSort")).isEqualTo("descending");
    assertThat(StudyBrowser.order(browser)).isEqualTo("4,3,6,2,1,0,5");
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
    String before = StudyBrowser.svg(browser, "distribution");
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
    assertThat(StudyBrowser.svg(browser, "distribution")).isNotEqualTo(before);

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
    StudyBrowser.choose(browser, "align at", "generalised");
    assertThat(browser.text("periscope.frames.get('loss').view.span(900).full.join()"))
        .isEqualTo("-6100,8000");
    assertThat(StudyBrowser.svg(browser, "loss"))
        .contains("steps since generalised", "1 without generalised not shown");
    StudyBrowser.choose(browser, "steps", "log");
    assertThat(StudyBrowser.svg(browser, "loss")).doesNotContain("NaN").contains(">−1,000<", ">0<");
  }

  @Test
  void ranksCorrelateAsScipyHasThem() {
    // scipy.stats.spearmanr([1, 2, 2, 4, 5], [5, 6, 7, 8, 7])
    assertThat(browser.number("Statistics.spearman([[1,5],[2,6],[NaN,1],[2,7],[4,8],[5,7]]).rho"))
        .isCloseTo(0.7631578947368421, within(1e-12));
    assertThat(browser.text("String(Statistics.spearman([[1,5],[1,6],[1,7]]).rho)"))
        .isEqualTo("NaN");
    assertThat(StudyBrowser.svg(browser, "correlation")).contains("n = 6");
  }

  @Test
  void everyFigureExportsXmlThatParsesAndARectangularTable() throws Exception {
    for (String figure : StudyBrowser.FIGURES) {
      var document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(
                  new ByteArrayInputStream(
                      StudyBrowser.svg(browser, figure).getBytes(StandardCharsets.UTF_8)));
      assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(StudyBrowser.svg(browser, figure))
          .as(figure)
          .doesNotContain("NaN", "Infinity", "undefined");
    }
    for (String panel : List.of("loss", "measure", "distribution", "correlation", "runs")) {
      List<CSVRecord> rows = StudyBrowser.table(browser, panel);
      assertThat(rows).as(panel).hasSizeGreaterThan(6);
      assertThat(rows).as(panel).allMatch(row -> row.size() == rows.getFirst().size());
    }
    assertThat(StudyBrowser.table(browser, "loss"))
        .as("two losses")
        .hasSize(1 + 2 * runs.size() * 1001);
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
