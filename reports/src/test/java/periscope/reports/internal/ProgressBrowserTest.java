package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The overview, the measures of progress and the ablations of a planted run, in a browser. */
class ProgressBrowserTest extends BrowserTest {
  private static final int P = PlantedRun.P;

  private Path page;

  @BeforeAll
  void start() throws IOException {
    page = folder.resolve("progress.html");
    ReportPage.of(PlantedProgress.run()).write(page);
  }

  @BeforeEach
  void open() {
    browser.open(page);
  }

  @Test
  void definitionsAreFoldedAwayUntilThePageIsPrinted() {
    String open = "document.querySelectorAll('.about details[open]').length";
    double all = browser.number("document.querySelectorAll('.about details').length");
    assertThat(all).isPositive();
    assertThat(browser.number(open)).isZero();
    browser.eval("dispatchEvent(new Event('beforeprint'))");
    assertThat(browser.number(open)).isEqualTo(all);
    browser.eval("dispatchEvent(new Event('afterprint'))");
    assertThat(browser.number(open)).isZero();
  }

  @Test
  void theOverviewSaysWhatHappenedAndLeadsThere() {
    assertThat(browser.console()).isEmpty();
    assertThat(texts("#overview .moments tbody tr"))
        .containsExactly(
            "memorised400train accuracy is 99 % for the first time",
            "memorisation ends1,500train loss has settled",
            "circuit formed36,000excluded loss has risen and restricted loss fallen: the circuit is there",
            "clean-up starts37,500test loss is about to drop",
            "half38,800test accuracy is 50 % for the first time",
            "clean-up ends41,500test loss has settled, at smaller weights",
            "generalised42,025test accuracy is 99 % for the first time",
            "slingshot12,000train loss is high for a moment, and the last layer has grown just before",
            "spike of the train loss12,000train loss is highest in a short rise to at least ten times its lowest so far",
            "spike of the train loss20,000train loss is highest in a short rise to at least ten times its lowest so far");
    assertThat(texts("#overview .note")).containsExactly("A planted note.");
    assertThat(texts("#overview .moments dd")).containsExactly("it never fell");
    browser.eval("document.querySelectorAll('#overview .moments .jump')[2].click()");
    assertThat(step()).isEqualTo(36_000);
    assertThat(browser.text("document.getElementById('live').textContent"))
        .startsWith("step 36,000");
  }

  @Test
  void theOverviewHasTheKeysOfEachRule() {
    assertThat(texts("#overview .key-rules tr"))
        .containsExactly(
            "by neurons4 6 neurons 8 5 neurons 14 7 neurons 23 6 neurons frequencies with a neuron of which they explain more than 0.85",
            "by embedding4 8 14 frequencies with more than a quarter of the largest norm in the embedding",
            "by logitsnonefrequencies whose cosine has a similarity above 0.005 to the logits");
  }

  @Test
  void bordersOfPhasesAreJumpsOfTheHeader() {
    assertThat(texts(".events button"))
        .containsExactly(
            "memorised 400",
            "memorisation ends 1.5k",
            "circuit formed 36k",
            "clean-up starts 37.5k",
            "half 38.8k",
            "clean-up ends 41.5k",
            "generalised 42k");
    browser.eval("document.querySelectorAll('.events button')[3].click()");
    assertThat(step()).isEqualTo(37_500);
    assertThat(
            browser.number(
                "(b => Math.max(...b.slice(1).map((one, i) => b[i].getBoundingClientRect().right - one.getBoundingClientRect().left)))([...document.querySelectorAll('.events button')])"))
        .as("no name lies on its neighbour")
        .isLessThanOrEqualTo(0);
  }

  @Test
  void theLossHasPhasesAndALinearAxis() {
    String logarithmic = svg("loss");
    assertThat(logarithmic).contains(">memorisation<", ">circuit formation<", ">clean-up<");
    browser.eval("document.querySelectorAll('#panel-loss .choice button')[3].click()");
    assertThat(svg("loss")).contains(">100<").isNotEqualTo(logarithmic);
  }

  @Test
  void aClickOnATitleDrawsTheMeasureTogetherWithOthers() {
    assertThat(header("together"))
        .isEqualTo("step,loss/train,loss/test,restricted/all,excluded/all-keys/train,gini/W_E");
    String box = "periscope.frames.get('measures-geometry').plot";
    browser.eval(box + ".scrollIntoView({block: 'center', behavior: 'instant'})");
    browser.eval(
        "(plot => { const box = plot.getBoundingClientRect(); plot.dispatchEvent(new PointerEvent('pointerdown', {button: 0, clientX: box.left + 30, clientY: box.top + 8, bubbles: true})) })("
            + box
            + ")");
    browser.nextFrame();
    assertThat(header("together")).endsWith("gini/W_E,circularity");
    assertThat(step()).as("the step stays").isEqualTo(50_000);
    assertThat(pressed()).contains("circularity");

    browser.eval("document.querySelector('#panel-together .picks').open = true");
    browser.eval(
        "[...document.querySelectorAll('#panel-together .pick-group button')].find(b => b.textContent === 'circularity').focus()");
    browser.press(Keys.ENTER);
    assertThat(header("together")).doesNotContain("circularity");
    assertThat(pressed()).doesNotContain("circularity");
  }

  @Test
  void measuresTogetherSayOnWhatAxisTheyAre() {
    assertThat(svg("together")).contains("other measures, each over its own range", ">largest<");
    browser.eval("document.querySelectorAll('#panel-together .choice button')[1].click()");
    assertThat(svg("together")).contains("other measures, one axis").doesNotContain(">largest<");
  }

  @Test
  void multiplesCarryTheNumbersOfTheRun() throws IOException {
    List<String> lines =
        browser.text("periscope.frames.get('measures-losses').csv()").lines().toList();
    assertThat(lines.getFirst()).isEqualTo("step,restricted/all,excluded/all-keys/train");
    for (int i : new int[] {0, 17, 100}) {
      String[] cells = lines.get(i + 1).split(",", -1);
      assertThat(Double.parseDouble(cells[1]))
          .isEqualTo(PlantedProgress.row("restricted/all", i)[0]);
    }
    assertThat(browser.text("periscope.frames.get('measures-losses').svg().serialized()"))
        .contains(">restricted/all<", ">excluded, all keys<");
    assertThat(browser.eval("periscope.frames.get('measures-others') === undefined"))
        .as("no count of broken weights where none is")
        .isEqualTo(true);
  }

  @Test
  void definitionsOpenOnDemand() {
    String button = "document.querySelector('#panel-measures-losses .define')";
    assertThat(browser.text(button + ".getAttribute('aria-expanded')")).isEqualTo("false");
    browser.eval(button + ".click()");
    assertThat(browser.text(button + ".getAttribute('aria-expanded')")).isEqualTo("true");
    assertThat(texts("#definitions-measures-losses dt")).containsExactly("restricted/all");
    assertThat(texts("#definitions-measures-losses dd"))
        .containsExactly(
            "only the keys are left, in nats. Convention: over all pairs. (probe restricted, version 2)");
    browser.eval(button + ".click()");
    assertThat(browser.text(button + ".getAttribute('aria-expanded')")).isEqualTo("false");
    browser.eval("document.querySelector('#panel-loss .define').click()");
    assertThat(texts("#definitions-loss dt")).containsExactly("loss/train");
  }

  @Test
  void lossesWithoutEachPartAreThoseOfTheFile() {
    browser.eval("periscope.state.goTo(40)");
    List<String> lines = browser.text("periscope.frames.get('without-key').csv()").lines().toList();
    assertThat(lines.getFirst())
        .isEqualTo(
            "step,loss/train,excluded/per-key/train without 4,excluded/per-key/train without 8,excluded/per-key/train without 14,excluded/per-key/train without 23");
    double[] cells =
        Arrays.stream(lines.get(41).split(",", -1)).mapToDouble(Double::parseDouble).toArray();
    for (int key = 0; key < 4; key++) {
      // float32
      assertThat(cells[2 + key])
          .isCloseTo(
              PlantedProgress.without(40, key), within(1e-6 * PlantedProgress.without(40, key)));
    }
    assertThat(svg("without-key")).contains("from the measures file", ">without 23<");
    assertThat(browser.text("periscope.frames.get('without-head').csv()").lines().findFirst())
        .contains(
            "step,loss/test,ablation/heads/test without 0.0,ablation/heads/test without 0.1,ablation/heads/test without 1.0,ablation/heads/test without 1.1");
  }

  /** What the page computes is what plain sums give, up to the float16 of its weights. */
  @ParameterizedTest
  @CsvSource({"neurons, 30", "neurons, 100", "logits, 60", "logits, 100"})
  void theLossIsRecomputedInThePage(String how, int index) throws IOException {
    browser.eval("periscope.state.goTo(arguments[0])", index);
    if (how.equals("logits")) {
      browser.eval(
          "(list => { list.value = 'logits'; list.dispatchEvent(new Event('change')); })(document.querySelector('#panel-without-groups select'))");
    }
    browser.eval(
        "[...document.querySelectorAll('#panel-without-groups .pick-group button')].find(b => b.textContent === '14').click()");
    List<String> lines =
        browser.text("periscope.frames.get('without-groups').csv()").lines().toList();
    assertThat(lines).hasSize(1 + 1 + 4 + 1);
    for (String line : List.of(lines.get(1), lines.get(3), lines.getLast())) {
      String[] cells = line.split(",", -1);
      List<Integer> without =
          cells[2].isEmpty()
              ? List.of()
              : Arrays.stream(cells[2].split(" ", -1)).map(Integer::valueOf).toList();
      double[] expected = SlowNetwork.losses(index, how.equals("neurons"), without);
      // float16 weights are within 0.05 %; logits here are below 3000, so a loss is within 2.
      for (int set = 0; set < 2; set++) {
        double found = Double.parseDouble(cells[3 + 2 * set]);
        assertThat(found)
            .as("%s without %s", how, without)
            .isCloseTo(expected[set], within(0.01 * expected[set] + 1e-3));
      }
    }
    assertThat(lines.getLast()).startsWith(String.format(Locale.ROOT, "%d,%s,", index * 500, how));
    assertThat(lines.getLast().split(",", -1)[2]).isEqualTo("4 14");
    assertThat(svg("without-groups")).contains("recomputed here, from weights that");
  }

  @Test
  void recomputingWaitsUntilTheStepRests() {
    browser.eval(
        "periscope.frames.get('without-groups').plot.scrollIntoView({block: 'center', behavior: 'instant'})");
    browser.waitUntil(
        "periscope.frames.get('without-groups').picture.ariaLabel.includes('without 4 train loss')");
    browser.eval("periscope.state.goTo(3)");
    browser.nextFrame();
    browser.waitUntil(
        "periscope.frames.get('without-groups').picture.ariaLabel.startsWith('Recomputed at step 1,500: whole network train loss ')");
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void everyNewPanelFollowsTheStep() {
    for (String panel :
        List.of(
            "together",
            "measures-losses",
            "measures-geometry",
            "without-key",
            "without-head",
            "without-groups")) {
      browser.eval("periscope.state.goTo(100)");
      String before = svg(panel).replaceAll("<(text|title).*?</\\1>", "");
      browser.eval("periscope.state.goTo(30)");
      assertThat(svg(panel).replaceAll("<(text|title).*?</\\1>", ""))
          .as(panel)
          .isNotEqualTo(before)
          .doesNotContain("NaN");
    }
  }

  /** The planted network by plain sums in float64. */
  private static final class SlowNetwork {
    static double[] losses(int index, boolean neurons, List<Integer> without) throws IOException {
      double[] input = PlantedProgress.row("W_input", index); // [P][h]
      double[] output = PlantedProgress.row("W_output", index); // [h][P]
      double[] frequency =
          Objects.requireNonNull(PlantedRun.usual().constants().get("neurons/final-frequency"));
      int h = frequency.length;
      IntPredicate kept = j -> !neurons || !without.contains((int) frequency[j]);
      double[][][] logits = new double[P][P][P];
      for (int a = 0; a < P; a++) {
        for (int b = 0; b < P; b++) {
          for (int j = 0; j < h; j++) {
            double value = Math.max(0, input[a * h + j] + input[b * h + j]);
            for (int c = 0; kept.test(j) && c < P; c++) {
              logits[a][b][c] += value * output[j * P + c];
            }
          }
        }
      }
      if (!neurons) {
        without.forEach(k -> exclude(logits, k));
      }
      return means(logits);
    }

    /** Takes away the projections on the unit vectors cos(2πk(a + b)/P) and sin over pairs. */
    private static void exclude(double[][][] logits, int k) {
      for (int c = 0; c < P; c++) {
        for (double shift : new double[] {0, Math.PI / 2}) {
          double along = 0;
          for (int a = 0; a < P; a++) {
            for (int b = 0; b < P; b++) {
              along += unit(a, b, k, shift) * logits[a][b][c];
            }
          }
          for (int a = 0; a < P; a++) {
            for (int b = 0; b < P; b++) {
              logits[a][b][c] -= along * unit(a, b, k, shift);
            }
          }
        }
      }
    }

    private static double unit(int a, int b, int k, double shift) {
      return Math.sqrt(2) / P * Math.cos(2 * Math.PI * k * (a + b) / P - shift);
    }

    /** Over train and test examples. */
    private static double[] means(double[][][] logits) {
      List<Integer> train = Arrays.stream(PlantedProgress.train()).boxed().toList();
      double[] sums = new double[2];
      int example = 0;
      for (int a = 0; a < P; a++) {
        for (int b = a; b < P; b++) {
          double[] row = logits[a][b];
          double largest = Arrays.stream(row).max().orElseThrow();
          double sum = Arrays.stream(row).map(value -> Math.exp(value - largest)).sum();
          double loss = Math.log(sum) + largest - row[(a + b) % P];
          sums[train.contains(example++) ? 0 : 1] += loss;
        }
      }
      return new double[] {sums[0] / train.size(), sums[1] / (example - train.size())};
    }
  }

  private List<String> texts(String selector) {
    String all =
        browser.text(
            "[...document.querySelectorAll(arguments[0])].map(e => e.textContent.replace(/[\\u2009\\s]+/g, ' ').trim()).join('|')",
            selector);
    return all.isEmpty() ? List.of() : List.of(all.split("\\|", -1));
  }

  private List<String> pressed() {
    return texts("#panel-together .pick-group button[aria-pressed=\"true\"]");
  }

  private String header(String panel) {
    return browser
        .text("periscope.frames.get(arguments[0]).csv()", panel)
        .lines()
        .findFirst()
        .orElseThrow();
  }

  private double step() {
    return browser.number("periscope.state.step");
  }

  private String svg(String panel) {
    return browser.text("periscope.frames.get(arguments[0]).svg().serialized()", panel);
  }
}
