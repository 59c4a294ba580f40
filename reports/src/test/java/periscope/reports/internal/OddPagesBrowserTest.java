package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.reports.RunReport;
import periscope.reports.internal.Series.Axis;

/**
 * Pages that are not the usual one: hostile, incomplete, with a single checkpoint; and the scripts'
 * parts.
 */
class OddPagesBrowserTest extends BrowserTest {
  @Test
  void hostileTextStaysText() throws IOException {
    open(HostileText.run());
    browser.eval("document.querySelectorAll('.define').forEach(button => button.click())");

    assertThat(browser.text("document.querySelector('.definitions dd').textContent"))
        .startsWith(HostileText.ALL.getFirst());
    assertThat(browser.eval("window.pwned === undefined")).isEqualTo(true);
    assertThat(
            browser.number(
                "document.querySelectorAll('img, svg, iframe, [onfocus], [onerror]').length"))
        .isZero();
    assertThat(browser.number("document.querySelectorAll('script').length"))
        .as("manifest, one for each series, d3 and ours")
        .isEqualTo(1.0 + HostileText.run().series().size() + 2);
    for (String element :
        List.of("h1", ".facts span", "footer section + section dt", "footer pre", ".note")) {
      assertThat(browser.text("document.querySelector(arguments[0]).textContent", element))
          .startsWith(HostileText.ALL.getFirst());
    }
    assertThat(browser.text("document.title")).startsWith(HostileText.ALL.getFirst());
    assertThat(browser.text("document.querySelector('h1').title")).contains("onmouseover='window");
    assertThat(browser.text("document.querySelector('.events button').textContent"))
        .startsWith(HostileText.ALL.getFirst());
    assertThat(browser.text("document.querySelector('#panel-embedding .absent').textContent"))
        .startsWith("Not shown: ");
    assertThat(browser.text("periscope.frames.get('norms').svg().serialized()"))
        .contains("&lt;img")
        .doesNotContain("<img", "\u0000", "\ud800 ");
    assertThat(browser.text("periscope.frames.get('norms').csv()"))
        .contains("weights/sum-of-squares/embed.W_E</style>");
    assertThat(browser.text("document.getElementById('panel-matrices').textContent"))
        .contains(HostileText.ALL.getFirst());
    assertThat(browser.text("periscope.frames.get('matrices').svg().serialized()"))
        .contains("&lt;")
        .doesNotContain(HostileText.ALL.getFirst());
    assertThat(browser.console()).isEmpty();
    assertThat(browser.requests()).hasSize(1);
  }

  @Test
  void oneCheckpointIsStillUseful() throws IOException {
    open(PlantedRun.named("one", 1));

    assertThat(browser.console()).isEmpty();
    assertThat(browser.number("document.querySelectorAll('#bar input[type=range], .play').length"))
        .isZero();
    assertThat(absences())
        .containsExactlyInAnyOrder(
            "panel-loss", "panel-trajectories", "panel-embedding", "panel-norms");
    assertThat(browser.text("document.querySelector('#panel-embedding .absent').textContent"))
        .isEqualTo("Not shown: the planted reason");
    assertThat(browser.text("document.getElementById('standfirst').textContent"))
        .startsWith("This network is seen once, at step 0.");
    for (String panel : List.of("w-input", "waves", "stars", "spectrum-input")) {
      assertThat(browser.text("periscope.frames.get(arguments[0]).svg().serialized()", panel))
          .contains("<path")
          .doesNotContain("NaN");
    }
  }

  @Test
  void twoCheckpointsAreARun() throws IOException {
    open(PlantedRun.named("two", 2));

    browser.press(org.openqa.selenium.Keys.ARROW_LEFT);
    assertThat(browser.number("periscope.state.step")).isZero();
    assertThat(absences()).isEmpty();
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void aPageWithoutMeasuresSaysWhatIsMissing() throws IOException {
    open(bare(List.of(), Map.of("W_input", "the planted reason")));

    assertThat(browser.console()).isEmpty();
    assertThat(absences()).as("all but those of a kind of network").hasSize(16);
    assertThat(browser.text("document.querySelector('#panel-w-input .absent').textContent"))
        .isEqualTo("Not shown: the planted reason");
    assertThat(browser.text("document.querySelector('#panel-w-output .absent').textContent"))
        .isEqualTo("Not shown: the measures file does not have W_output");
  }

  @Test
  void aRunThatHasNotGeneralisedSaysHowFarItCame() throws IOException {
    open(PlantedRun.named("two", 2));

    assertThat(
            browser.text(
                """
                (() => {
                  const place = document.createElement('p');
                  const run = {
                    steps: [0, 50],
                    event: (name) => (name === 'memorised' ? { step: 40 } : undefined),
                    has: () => true,
                    broken: () => false,
                    series: () => ({ at: (i) => (i === 1 ? 0.8014 : NaN) }),
                  };
                  Summary.write(place, { run, state: {}, neurons: { keys: [] } });
                  return place.textContent.replace('\\u202f', ' ');
                })()"""))
        .isEqualTo(
            "This network knew its training examples by step 40 and has not generalised: it answers 80.1 % of the others. ");
  }

  @Test
  void aRealRunFileMakesAPage() throws IOException {
    Path run = RunFiles.write(folder.resolve("run.h5"), "real", List.of(0L, 10L, 50L), true);
    Path html = folder.resolve("real.html");
    RunReport.write(run, RunFiles.probe(run), html);
    browser.open(html);

    assertThat(browser.console()).isEmpty();
    assertThat(browser.text("document.querySelector('.facts').textContent.replace(/\\s+/g, ' ')"))
        .contains("task (a + b) mod 7")
        .contains("train 4 of 28 pairs");
    assertThat(browser.number("periscope.page.neurons.count")).isEqualTo(RunFiles.NEURONS);
    assertThat(absences()).doesNotContain("panel-w-input", "panel-loss", "panel-embedding");
  }

  /** No matrix from a number to the neurons, so no waves, and no word of them. */
  @Test
  void aTransformerMakesAPageOfWhatItHas() throws IOException {
    Path run = RunFiles.writeTransformer(folder.resolve("t.h5"), List.of(0L, 10L, 50L));
    Path html = folder.resolve("transformer.html");
    RunReport.write(run, RunFiles.probe(run), html);
    browser.open(html);

    assertThat(browser.console()).isEmpty();
    assertThat(browser.text("document.querySelector('.facts').textContent.replace(/\\s+/g, ' ')"))
        .contains("task (a + b) mod 7")
        .contains("train 4 of 49 pairs");
    assertThat(absences()).isEmpty();
    assertThat(browser.number("document.querySelectorAll('#panel-waves, #panel-w-input').length"))
        .as("what no transformer has")
        .isZero();
    for (String panel :
        List.of(
            "loss",
            "spectrum-input",
            "spectrum-output",
            "neuron-spectra",
            "logits-plane",
            "embedding",
            "map",
            "norms")) {
      assertThat(browser.text("periscope.frames.get(arguments[0]).svg().serialized()", panel))
          .contains("<path")
          .doesNotContain("NaN");
    }
    assertThat(browser.text("periscope.frames.get('norms').csv()"))
        .contains("gini/W_L")
        .doesNotContain("gini/W_output");
  }

  @Test
  void theBrowserDecodesWhatJavaEncodes() throws IOException {
    Random random = new Random(11);
    int rows = 40;
    double[] walk = new double[rows * 2000];
    double[] scales = new double[rows * 2000];
    double[] scalars = new double[rows];
    double[] losses = new double[rows];
    for (int i = 0; i < walk.length; i++) {
      walk[i] = (i < 2000 ? 0 : walk[i - 2000]) + random.nextGaussian();
      scales[i] = Math.pow(10, -20 * random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
    }
    for (int i = 0; i < rows; i++) {
      scalars[i] = random.nextGaussian() * 1e200;
      losses[i] = 100 * Math.pow(10, -10 * random.nextDouble());
    }
    List<Series> series =
        List.of(
            Series.of("half", Axis.CHECKPOINTS, List.of(40, 50), walk),
            Series.of("single", Axis.CHECKPOINTS, List.of(2000), scales),
            Series.of("double", Axis.CHECKPOINTS, List.of(), scalars),
            Series.of("loss/test", Axis.METRICS, List.of(), losses));
    open(bare(series, Map.of()));

    for (Series one : series) {
      String expected = bits(SeriesDecoder.decode(SeriesEncoder.encode(one)));
      String decoded =
          browser.text(
              """
              (id => {
                const series = periscope.run.metrics.get(id) || periscope.run.series(id);
                const bits = new DataView(new ArrayBuffer(8));
                const all = [];
                for (let i = 0; i < series.steps.length; i++) {
                  for (const value of series.row(i)) {
                    bits.setFloat64(0, value);
                    all.push(bits.getBigUint64(0).toString(16));
                  }
                }
                return all.join();
              })(arguments[0])""",
              one.id());
      if (one.id().equals("loss/test")) {
        assertClose(decoded, losses);
      } else {
        assertThat(decoded).as(one.id()).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Format.step(1234567)                                       | 1,234,567
          Format.shortStep(999)                                      | 999
          Format.shortStep(38800)                                    | 38.8k
          Format.percent(0.99951)                                    | 99.9 %
          Format.percent(1)                                          | 100 %
          Format.percent(NaN)                                        | –
          Format.percent(0.592).charCodeAt(4) === 0x202f             | true
          Format.digits(0, 130)                                      | 3
          Format.digits(8759.6, 8800)                                | 5
          Format.digits(1e-300, 1e300)                               | 3
          Format.digits(1 - 1e-15, 1)                                | 3
          Format.flat(1 - 1e-15, 1)                                  | true
          Format.flat(0, 0)                                          | true
          Format.flat(0, 1e-15)                                      | false
          Format.flat(1, 1.0001)                                     | false
          Axes.whole(0, 1, 8).join()                                 | 0,1
          Axes.whole(0, 3, 8).join()                                 | 0,1,2,3
          Axes.logEnds(5e-324, 1.7e308, 10).every(v => v > 0 && v < Infinity)  | true
          Axes.ticks(d3.scaleLinear([25000, 25100], [0, 1]), [25000, 25050]).map(t => t.label).join(' ')  | 25000 25050
          d3.lab(Theme.ordered(Theme.dark, 0)).l > 38                | true
          d3.lab(Theme.ordered(Theme.light, 1)).l < 78               | true
          Format.number(0.00000681, 3)                               | 6.81 × 10^{−6}
          Format.number(-0.25, 2)                                    | −0.25
          Format.number(99.96, 3)                                    | 100
          Format.number(0, 3)                                        | 0
          Format.number(123456, 2)                                   | 1.2 × 10^{5}
          Format.number(Infinity, 2)                                 | ∞
          Format.spoken(-0.00000681, 2)                              | -6.8e-6
          Format.full(Math.fround(0.1), 'f32')                       | 0.1
          Format.full(1/3, 'f64')                                    | 0.3333333333333333
          Format.full(NaN, 'f32')                                    | NaN
          Format.slug('../a b/<c>')                                  | a-b-c
          Format.slug('<>')                                          | run
          Format.list(['1', '2', '3'])                               | 1, 2 and 3
          Arithmetic.inverse(8, 67)                                  | 42
          Arithmetic.inverse(2, 4)                                   | null
          Arithmetic.inverse(1, 1)                                   | 0
          d3.range(5).map(Arithmetic.rowName).join()                 | constant,cos 1,sin 1,cos 2,sin 2
          Activations.of('relu')(-1) + Activations.of('square')(-3)  | 9
          Activations.of('gelu')(1).toFixed(4)                       | 0.8412
          Activations.of('constructor')                              | undefined
          Activations.of('relu')(NaN)                                | NaN
          Recompute.prototype.isRight.call({p: 3}, [1, NaN, 0], 0, 0)  | false
          Recompute.prototype.isRight.call({p: 3}, [1, 1, 0], 0, 0)  | true
          Recompute.prototype.isRight.call({p: 3}, [1, 1, 0], 0, 1)  | false
          Theme.css(Theme.signedTable(Theme.dark), NaN)              | rgb(172,172,172)
          Theme.css(Theme.magnitudeTable(), -Infinity)               | rgb(172,172,172)
          Axes.powers(1e-6, 100, 4).map(t => t.label).join(' ')      | 10^{−6} 10^{−3} 1
          Axes.powers(0.3, 4, 8).map(t => t.label).join(' ')         | 0.5 1 2
          Axes.dodge([{y: 5}, {y: 4}, {y: 90}], 10, 0, 92).map(l => l.y).join(' ')  | 4 14 90
          Axes.dodge([{y: 90}, {y: 91}], 10, 0, 92).map(l => l.y).join(' ')  | 82 92
          Run.nearestIn([0, 10, 20], 14)                             | 1
          Run.nearestIn([0, 10, 20], 99)                             | 2
          Run.nearestIn([5], 0)                                      | 0
          """)
  void partsOfThePageCompute(String expression, String expected) throws IOException {
    if (!browser.text("String(document.documentElement.dataset.ready)").equals("true")) {
      open(bare(List.of(), Map.of()));
    }
    assertThat(
            browser
                .text(String.format(Locale.ROOT, "String(%s)", expression))
                .replace('\u2009', ' ')
                .replace('\u202f', ' '))
        .isEqualTo(expected);
  }

  @Test
  void cellsThatASpreadsheetWouldRunAreDefused() throws IOException {
    open(bare(List.of(), Map.of()));
    // As JSON, since the driver drops carriage returns.
    assertThat(
            browser.text(
                "JSON.stringify(Format.csv([['=1+1', '-0.5', '@x', 'a\"b', 'c,d', 1.5]]))"))
        .isEqualTo("\"'=1+1,-0.5,'@x,\\\"a\\\"\\\"b\\\",\\\"c,d\\\",1.5\\r\\n\"");
  }

  @Test
  void anAxisLabelsStepsItHasRoomFor() throws IOException {
    open(PlantedRun.usual());
    assertThat(
            browser.text(
                "(() => { periscope.state.set({xScale: 'log'}); return new TimeAxis(periscope.state, 0, 1000).logTicks().join(' ') })()"))
        .isEqualTo("25 50 100 200 500 1000 2000 5000 10000 20000 50000");
  }

  private void open(ReportData data) throws IOException {
    Path html = folder.resolve("page.html");
    ReportPage.of(data).write(html);
    browser.open(html);
  }

  private List<String> absences() {
    String ids =
        browser.text(
            "[...document.querySelectorAll('.absent')].map(one => one.closest('figure').id).join()");
    return ids.isEmpty() ? List.of() : List.of(ids.split(",", -1));
  }

  private static ReportData bare(List<Series> series, Map<String, String> absent) {
    List<Long> steps = LongStream.range(0, 40).boxed().toList();
    return new ReportData(
        "bare",
        "",
        List.of(),
        List.of(),
        "",
        Map.of(),
        steps,
        steps,
        series,
        Map.of(),
        List.of(),
        absent,
        Background.NONE);
  }

  private static String bits(double[] values) {
    return Arrays.stream(values)
        .mapToObj(value -> Long.toHexString(Double.doubleToRawLongBits(value)))
        .collect(Collectors.joining(","));
  }

  /** Exponentials of the browser and of Java may differ in the last place. */
  private static void assertClose(String hexadecimal, double[] expected) {
    String[] found = hexadecimal.split(",", -1);
    for (int i = 0; i < expected.length; i++) {
      double value = Double.longBitsToDouble(Long.parseUnsignedLong(found[i], 16));
      assertThat(value).isCloseTo(expected[i], within(2.2e-4 * expected[i]));
    }
  }
}
