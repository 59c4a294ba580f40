package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Recorder;
import periscope.models.task.ModularArithmetic;
import periscope.probes.MeasureFile;
import periscope.probes.RunContext;
import periscope.reports.RunReport;

/** Attention, neurons and maps of a transformer of two layers, whose last position is operand b. */
final class TransformerPanelsBrowserTest extends BrowserTest {
  private static final int P = RunFiles.P;
  private static final int HEADS = 2;

  private Path run;
  private Path page;

  @BeforeAll
  void write() throws IOException {
    run = RunFiles.writeTwoLayers(folder.resolve("two.h5"), List.of(0L, 10L, 50L));
    page = folder.resolve("two.html");
    RunReport.write(run, RunFiles.probe(run), page);
  }

  @BeforeEach
  void open() {
    browser.open(page);
    browser.eval("periscope.state.goTo(1)");
    browser.nextFrame();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void theAttentionOfEachLayerIsThatOfTheModel(int layer) throws IOException {
    String name = "blocks." + layer + ".attn.hook_pattern";
    Recorder recorder = Recorder.of(name);
    try (RunContext context = RunContext.open(run)) {
      context
          .forwardModel()
          .orElseThrow()
          .forward(
              context.analysis(1).weights(),
              ((ModularArithmetic) context.taskSpec()).plane(),
              recorder);
    }
    double[] pattern = recorder.get(name).values(); // [p²][heads][2][2]
    press("attention", "layer", Integer.toString(layer));
    List<double[]> rows = rows("attention");
    assertThat(rows).hasSize(HEADS * P * P);
    for (double[] row : rows) { // step, layer, head, a, b, to a, to b
      assertThat(row[0]).isEqualTo(10);
      assertThat(row[1]).isEqualTo(layer);
      int place = (int) ((row[3] * P + row[4]) * HEADS + row[2]);
      for (int to = 0; to < 2; to++) {
        assertThat(row[5 + to])
            // Five digits of what the page holds as float32.
            .isCloseTo(pattern[(place * 2 + 1) * 2 + to], within(2e-5));
      }
    }
    assertThat(StudyBrowser.svg(browser, "attention"))
        .contains("layer " + layer + ", attention to a", "0.5 · softmax + 0.5");
  }

  @Test
  void oneHeadCanBeChosen() throws IOException {
    String all = StudyBrowser.svg(browser, "attention");
    press("attention", "head", "1");
    assertThat(StudyBrowser.svg(browser, "attention")).isNotEqualTo(all).contains(">0.1<");
    assertThat(rows("attention")).hasSize(P * P).allMatch(row -> row[2] == 1);
    press("attention", "to", "b");
    assertThat(StudyBrowser.svg(browser, "attention")).contains("attention to b");
    browser.eval("periscope.state.goTo(0)");
    assertThat(rows("attention")).allMatch(row -> row[0] == 0);
  }

  @Test
  void theNeuronsOfTheFileCanBeChosenAndHaveItsNumbers() throws IOException {
    try (MeasureFile file = MeasureFile.open(MeasureFile.pathFor(run))) {
      int[] neurons = file.integers("neurons/fourier-2d/neurons");
      double[] planes = file.all("neurons/fourier-2d"); // [3][neurons][p][p]
      assertThat(neurons).hasSizeGreaterThan(1);
      browser.eval(
          "(select => { select.value = arguments[0]; select.dispatchEvent(new Event('change')) })(document.querySelector('#panel-neuron-plane select'))",
          Integer.toString(neurons[1]));
      browser.nextFrame();
      assertThat(browser.number("periscope.state.neuron")).isEqualTo(neurons[1]);
      String csv = browser.text("periscope.frames.get('neuron-plane').csv()");
      List<String[]> lines = csv.lines().skip(1).map(line -> line.split(",", -1)).toList();
      assertThat(lines).hasSize(P * P);
      int from = (neurons.length + 1) * P * P; // the second checkpoint's second neuron
      for (int i = 0; i < lines.size(); i++) {
        assertThat(lines.get(i)[1]).isEqualTo(Integer.toString(neurons[1]));
        double expected = Math.abs(planes[from + i]);
        assertThat(Double.parseDouble(lines.get(i)[4]))
            .isCloseTo(expected, within(1e-5 * Math.max(1, expected))); // float32, six digits
      }
      assertThat(browser.text("document.querySelector('#panel-neuron-plane .words').textContent"))
          .startsWith("These are " + neurons.length + " of " + RunFiles.NEURONS + " neurons: ");
    }
  }

  @Test
  void theMapByUmapHasThePlacesOfTheFile() throws IOException {
    try (MeasureFile file = MeasureFile.open(MeasureFile.pathFor(run))) {
      double[] places = file.all("umap/unembedding");
      List<double[]> rows = rows("umap");
      assertThat(rows).hasSize(places.length / 2);
      for (int i = 0; i < rows.size(); i++) {
        assertThat(rows.get(i)).containsExactly(i, places[2 * i], places[2 * i + 1]);
      }
    }
    browser.eval(
        "(slider => { slider.value = '3'; slider.dispatchEvent(new Event('input')) })(document.querySelector('#panel-umap input[type=range]'))");
    assertThat(StudyBrowser.svg(browser, "umap")).contains("x to x + 3<");
    assertThat(StudyBrowser.svg(browser, "map")).as("the other map").contains("<svg");
  }

  /** Presses a button of an option. */
  private void press(String panel, String option, String label) {
    assertThat(
            browser.eval(
                "(all => { const b = all.find(one => one.textContent === arguments[2]); b.click(); return b.ariaPressed })([...document.querySelectorAll(`#panel-${arguments[0]} [aria-label$=': ${arguments[1]}'] button`)])",
                panel,
                option,
                label))
        .isEqualTo("true");
    browser.nextFrame();
  }

  private List<double[]> rows(String panel) {
    return browser
        .text("periscope.frames.get(arguments[0]).csv()", panel)
        .lines()
        .skip(1)
        .map(line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }
}
