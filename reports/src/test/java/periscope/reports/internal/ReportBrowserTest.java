package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page of the usual planted run, in a browser, from disk. */
class ReportBrowserTest extends BrowserTest {
  private static final List<String> PANELS =
      List.of(
          "loss",
          "together",
          "measures-sparsity",
          "measures-geometry",
          "measures-squares",
          "w-input",
          "w-output",
          "matrices",
          "trajectories",
          "waves",
          "stars",
          "spectrum-input",
          "spectrum-output",
          "neuron-spectra",
          "logits-plane",
          "neuron-plane",
          "answer",
          "embedding",
          "map",
          "norms",
          "constructed");

  /** What the reader builds, and panels that say that they show the last step only. */
  private static final List<String> WITHOUT_STEP = List.of("constructed", "map");

  private Path page;

  @BeforeAll
  void start() throws IOException {
    page = folder.resolve("usual.html");
    ReportPage.of(PlantedRun.usual()).write(page);
  }

  @BeforeEach
  void open() {
    browser.open(page);
  }

  @Test
  void opensFromDiskWithoutErrorsAndAsksForNothingElse() {
    assertThat(browser.console()).isEmpty();
    assertThat(browser.requests()).hasSize(1).first().asString().startsWith("file://");
    assertThat(browser.number("performance.getEntriesByType('resource').length")).isZero();
    assertThat(browser.text("[...periscope.frames.keys()].join()"))
        .isEqualTo(String.join(",", PANELS));
    assertThat(browser.number("document.querySelectorAll('.absent').length")).isZero();
  }

  @Test
  void theSliderChangesEveryPanel() {
    for (String panel : PANELS) {
      if (WITHOUT_STEP.contains(panel)) {
        continue;
      }
      browser.eval("periscope.state.goTo(100)");
      String before = pixels(panel);
      String drawing = svg(panel);
      browser.eval(
          "(slider => { slider.value = '30'; slider.dispatchEvent(new Event('input', {bubbles: true})) })(document.querySelector('input[type=range]'))");
      assertThat(pixels(panel)).as("pixels of %s", panel).isNotEqualTo(before);
      assertThat(withoutText(svg(panel)))
          .as("drawing of %s", panel)
          .isNotEqualTo(withoutText(drawing));
    }
    assertThat(browser.text("document.querySelector('output').textContent")).isEqualTo("15,000");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 30, 77, 100})
  void aCellHasTheColourOfItsWeight(int index) {
    browser.eval("periscope.state.goTo(arguments[0])", index);
    pixels("w-input");
    Series weights = series("W_input");
    double largest = 0;
    for (double weight : row(weights, 100)) {
      largest = Math.max(largest, Math.abs(weight));
    }
    for (int display = 0; display < 24; display += 5) {
      double neuron = browser.number("periscope.page.neurons.display[arguments[0]]", display);
      for (int number = 0; number < 67; number += 13) {
        double weight = row(weights, index)[number * 24 + (int) neuron];
        String[] colours =
            browser
                .text(
                    """
                    ((display, number, share) => {
                      const frame = periscope.frames.get('w-input');
                      const rects = [...frame.svg().root.querySelectorAll('g rect')];
                      const rows = [...new Set(rects.map(rect => +rect.getAttribute('y')))];
                      const y = rows.filter(y => y > 20)[display];
                      const cell = (600 - 62 - 1) / 67;
                      const x = 62 + (number + 0.5) * cell;
                      const rect = rects.find(one => +one.getAttribute('y') === y
                        && +one.getAttribute('x') <= x && +one.getAttribute('x') + +one.getAttribute('width') > x);
                      const expected = Theme.css(Theme.signedTable(Theme.light), share);
                      return d3.rgb(rect.getAttribute('fill')).formatRgb() + '|' + d3.rgb(expected).formatRgb();
                    })(...arguments)""",
                    display,
                    number,
                    Math.clamp(weight / largest * 0.5 + 0.5, 0, 1))
                .split("\\|", -1);
        assertThat(channels(colours[0]))
            .as("neuron %s, number %d, weight %s", neuron, number, weight)
            // float16 may move a weight to the next of 256 colours.
            .containsExactly(channels(colours[1]), within(6.0));
      }
    }
  }

  private static double[] channels(String rgb) {
    return Arrays.stream(rgb.replaceAll("[^0-9,]", "").split(",", -1))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void keysMoveTheStep() {
    browser.press(Keys.HOME);
    assertThat(step()).isZero();
    browser.press(Keys.ARROW_RIGHT);
    browser.press(Keys.ARROW_RIGHT);
    assertThat(step()).isEqualTo(1000);
    browser.press(Keys.ARROW_LEFT);
    assertThat(step()).isEqualTo(500);
    browser.press(Keys.PAGE_UP);
    assertThat(step()).isEqualTo(5500);
    browser.press(Keys.PAGE_DOWN);
    assertThat(step()).isEqualTo(500);
    browser.press(Keys.END);
    assertThat(step()).isEqualTo(50_000);
  }

  @Test
  void keysOnTheSliderMoveTheStepOnce() {
    browser.eval("document.querySelector('input[type=range]').focus()");
    browser.press(Keys.HOME);
    browser.press(Keys.ARROW_RIGHT);
    assertThat(step()).isEqualTo(500);
    browser.press(Keys.PAGE_UP);
    assertThat(step()).isEqualTo(5500);
  }

  @Test
  void theSliderSpeaks() {
    browser.press(Keys.HOME);
    assertThat(browser.text("document.querySelector('input[type=range]').ariaValueText"))
        .startsWith("step 0, train loss 4.2")
        .contains("test accuracy 1 percent");
    assertThat(browser.text("document.getElementById('live').textContent")).startsWith("step 0, ");
  }

  @Test
  void playAdvancesAndPauses() {
    browser.press(Keys.HOME);
    browser.press(Keys.SPACE);
    browser.waitUntil("periscope.state.index > 2");
    assertThat(browser.text("document.querySelector('.play').ariaLabel")).isEqualTo("Pause");
    browser.press(Keys.SPACE);
    double paused = step();
    browser.nextFrame();
    assertThat(step()).isEqualTo(paused);
    assertThat(browser.text("document.querySelector('.play').ariaLabel")).isEqualTo("Play");
  }

  @Test
  void eventsAreMarkedAndCanBeJumpedTo() {
    assertThat(
            browser.text(
                "[...document.querySelectorAll('.events button')].map(b => b.textContent).join('|')"))
        .isEqualTo("memorised 400|half 38.8k|generalised 42k");
    browser.eval("document.querySelectorAll('.events button')[1].click()");
    // The checkpoint nearest to 38,800.
    assertThat(step()).isEqualTo(39_000);
  }

  @Test
  void movingOverTheLossSetsTheStep() {
    browser.eval(
        "periscope.frames.get('loss').plot.scrollIntoView({block: 'center', behavior: 'instant'})");
    point("loss", 0.25, 0.5);
    assertThat(step()).isBetween(11_000.0, 13_000.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spectrum-input", "norms"})
  void draggingOnAChartOverStepsSetsTheStep(String panel) {
    String center = String.format(Locale.ROOT, "periscope.frames.get('%s').plot", panel);
    browser.eval(center + ".scrollIntoView({block: 'center', behavior: 'instant'})");
    point(panel, 0.3, 0.5);
    assertThat(step()).isEqualTo(50_000);
    mouse("mousePressed", panel, 0.3, 0.5);
    mouse("mouseMoved", panel, 0.4, 0.5);
    mouse("mouseReleased", panel, 0.4, 0.5);
    assertThat(step()).isBetween(10_000.0, 40_000.0);
  }

  @Test
  void pointingAtANeuronShowsItEverywhere() {
    browser.eval(
        "periscope.frames.get('w-input').plot.scrollIntoView({block: 'center', behavior: 'instant'})");
    browser.nextFrame();
    String waves = svg("waves");
    String stars = svg("stars");
    String output = svg("w-output");
    point("w-input", 0.5, 0.3);
    assertThat(browser.text("document.getElementById('tip').textContent"))
        .contains("input number ")
        .contains("neuron ")
        .contains("frequency 8");
    assertThat(svg("waves")).isNotEqualTo(waves);
    assertThat(svg("stars")).isNotEqualTo(stars);
    assertThat(svg("w-output")).isNotEqualTo(output);
  }

  @Test
  void arrowKeysChooseANeuron() {
    browser.eval("periscope.frames.get('w-input').plot.focus()");
    browser.press(Keys.ARROW_DOWN);
    assertThat(browser.number("periscope.state.neuron"))
        .isEqualTo(browser.number("periscope.page.neurons.display[0]"));
    browser.press(Keys.ARROW_DOWN);
    assertThat(browser.text("document.getElementById('live').textContent"))
        .startsWith("neuron ")
        .contains("frequency 4");
    browser.press(Keys.ESCAPE);
    assertThat(browser.eval("periscope.state.neuron")).isNull();
  }

  @Test
  void everyPanelExportsXmlThatParses() throws Exception {
    for (String panel : PANELS) {
      var document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(svg(panel).getBytes(StandardCharsets.UTF_8)));
      assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(document.getElementsByTagName("text").getLength()).as(panel).isPositive();
    }
  }

  @Test
  void everyPanelExportsARectangularTable() {
    for (String panel : PANELS) {
      List<String> lines =
          browser.text("periscope.frames.get(arguments[0]).csv()", panel).lines().toList();
      assertThat(lines).as(panel).hasSizeGreaterThan(20);
      int columns = lines.getFirst().split(",", -1).length;
      assertThat(lines).as(panel).allMatch(line -> line.split(",", -1).length == columns);
    }
  }

  @Test
  void tablesCarryTheNumbersOfTheRun() {
    Series weights = series("W_input");
    browser.eval("periscope.state.goTo(60)");
    for (String line :
        browser.text("periscope.frames.get('w-input').csv()").lines().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      int neuron = Integer.parseInt(cells[1]);
      int number = Integer.parseInt(cells[4]);
      double exact = row(weights, 60)[number * 24 + neuron];
      // float16, and five digits of it.
      assertThat(Double.parseDouble(cells[5]))
          .isCloseTo(exact, within(6e-4 * Math.abs(exact) + 1e-6));
    }
  }

  @Test
  void buttonsSaveFiles() throws Exception {
    Path downloads = Files.createDirectories(folder.resolve("downloads"));
    browser.downloadTo(downloads);
    browser.eval(
        "document.querySelectorAll('#panel-stars .exports button').forEach(b => b.click())");

    String stem = "pair-mod67-seed-3-stars-step-50000";
    assertThat(ReportBrowser.awaitFile(downloads.resolve(stem + ".svg")))
        .startsWith("<svg".getBytes(StandardCharsets.UTF_8));
    assertThat(ReportBrowser.awaitFile(downloads.resolve(stem + ".csv")))
        .startsWith("step,neuron".getBytes(StandardCharsets.UTF_8));
    assertThat(ReportBrowser.awaitFile(downloads.resolve(stem + ".png")))
        .startsWith(0x89, 'P', 'N', 'G');
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void themesDiffer() {
    String first = browser.text("getComputedStyle(document.body).backgroundColor");
    String pixels = pixels("norms");
    browser.eval("document.getElementById('theme').click()");
    assertThat(browser.text("getComputedStyle(document.body).backgroundColor")).isNotEqualTo(first);
    assertThat(pixels("norms")).isNotEqualTo(pixels);
    assertThat(svg("norms")).as("exports are light in either theme").contains("fill=\"#ffffff\"");
  }

  @Test
  void theAxisOfStepsIsLogarithmicInAllCharts() {
    String spectrum = svg("spectrum-input");
    browser.eval("document.querySelectorAll('#panel-loss .choice button')[1].click()");
    assertThat(svg("loss")).contains(">10,000<");
    assertThat(svg("spectrum-input")).isNotEqualTo(spectrum);
  }

  @Test
  void printsAsVectorsOnALightGround() {
    Map<String, Object> printed =
        browser.devTools("Page.printToPDF", Map.of("printBackground", true));
    byte[] pdf = Base64.getDecoder().decode((String) printed.get("data"));
    String text = new String(pdf, StandardCharsets.ISO_8859_1);

    assertThat(text).startsWith("%PDF");
    assertThat(text).as("no bitmaps").doesNotContain("/Subtype /Image");
    assertThat(browser.number("document.querySelectorAll('.plot svg').length")).isZero();
  }

  @Test
  void aScriptThatWasAddedToThePageDoesNotRun() throws IOException {
    Path changed = folder.resolve("changed.html");
    Files.writeString(
        changed,
        Files.readString(page)
            .replace(
                "</body>",
                "<script>window.pwned = 1</script><img src=x onerror=\"window.pwned = 1\"></body>"));
    browser.open(changed);

    assertThat(browser.eval("window.pwned === undefined")).isEqualTo(true);
    assertThat(browser.console()).anyMatch(line -> line.contains("Content Security Policy"));
  }

  @Test
  void theStepOfTheAddressIsShown() {
    browser.visit(page);
    browser.eval("location.hash = '#step=7400'");
    browser.waitUntil("window.periscope && periscope.state.step === 7500");
  }

  @Test
  void aPageThatMovedStillWorks() throws IOException {
    Path elsewhere =
        Files.createDirectories(folder.resolve("else where/é")).resolve("copy #1.html");
    Files.copy(page, elsewhere);
    browser.open(elsewhere);

    assertThat(browser.console()).isEmpty();
  }

  @Test
  void figuresTakeTurnsWhereTheBrowserIsSlow() {
    browser.eval("Pace.LONGEST = Pace.SHORT = 0"); // none is quick enough
    Object found =
        browser.await(
            """
            (async () => {
              const frame = () => new Promise(requestAnimationFrame);
              const painted = () => new Promise(done => setTimeout(done, 5));
              const { pace, state } = periscope;
              periscope.frames.get('w-input').plot.scrollIntoView({ block: 'center', behavior: 'instant' });
              await new Promise(done => setTimeout(done, 300));
              const seen = [...periscope.frames.values()].filter(one => one.view && one.seen);
              const turns = new Set();
              for (let i = 0; i < 40; i++) {
                state.goTo(i % 2 ? 3 : 60);
                await frame();
                const fresh = seen.filter(one => !one.waits());
                if (pace.most === 1) fresh.forEach(one => turns.add(one.panel.id));
                await painted();
              }
              const most = pace.most;
              for (let i = 0; i < seen.length; i++) await frame();
              return `${seen.length > 1} ${most} ${turns.size === seen.length} ${seen.some(one => one.waits())}`;
            })()""");
    assertThat(found)
        .as("several in sight, drawn one by one, each in its turn, none left over")
        .isEqualTo("true 1 true false");
  }

  /** Prints what the page costs here; says nothing about other machines. */
  @Test
  void timings() {
    Object scrub =
        browser.eval(
            """
            (() => {
              const frames = [...periscope.frames.values()];
              frames.forEach(frame => { frame.seen = true; });
              const times = [];
              for (let i = 0; i <= 100; i++) {
                const from = performance.now();
                periscope.state.goTo(i);
                frames.forEach(frame => frame.draw());
                times.push(performance.now() - from);
              }
              times.sort((a, b) => a - b);
              return `median ${times[50].toFixed(1)}, p95 ${times[95].toFixed(1)}`;
            })()""");
    System.out.printf(
        Locale.ROOT,
        "report of 101 checkpoints: %d bytes, first full drawing %s ms after navigation, script ms per step for all panels: %s%n",
        page.toFile().length(),
        browser.text("performance.getEntriesByName('periscope-drawn')[0].startTime.toFixed()"),
        scrub);
    assertThat(scrub).asString().startsWith("median");
  }

  private static String withoutText(String svg) {
    return svg.replaceAll("<(text|title).*?</\\1>", "");
  }

  private double step() {
    return browser.number("periscope.state.step");
  }

  private String svg(String panel) {
    return browser.text("periscope.frames.get(arguments[0]).svg().serialized()", panel);
  }

  /** What a panel shows, as one long text. */
  private String pixels(String panel) {
    browser.eval(
        "periscope.frames.get(arguments[0]).plot.scrollIntoView({block: 'center', behavior: 'instant'})",
        panel);
    browser.waitUntil(String.format(Locale.ROOT, "periscope.frames.get('%s').seen", panel));
    browser.nextFrame();
    return browser.text("periscope.frames.get(arguments[0]).movingCanvas.toDataURL()", panel);
  }

  /** Moves the mouse to a place of a panel, in shares of its width and height. */
  private void point(String panel, double x, double y) {
    mouse("mouseMoved", panel, x, y);
  }

  private void mouse(String what, String panel, double x, double y) {
    String box =
        String.format(
            Locale.ROOT, "periscope.frames.get('%s').plot.getBoundingClientRect()", panel);
    double left =
        browser.number(String.format(Locale.ROOT, "%s.left + %s * %s.width", box, x, box));
    double top = browser.number(String.format(Locale.ROOT, "%s.top + %s * %s.height", box, y, box));
    browser.devTools(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            what,
            "x",
            left,
            "y",
            top,
            "button",
            what.equals("mouseMoved") ? "none" : "left",
            "clickCount",
            1));
    browser.nextFrame();
  }

  private static Series series(String id) {
    return PlantedRun.usual().series().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static double[] row(Series series, int index) {
    try {
      return series.rows().row(index);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
