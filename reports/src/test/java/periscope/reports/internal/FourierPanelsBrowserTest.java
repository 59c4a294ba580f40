package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** What the Fourier and geometry panels compute in the page, against loops and planted numbers. */
class FourierPanelsBrowserTest extends BrowserTest {
  private static final int P = PlantedRun.P;
  private static final int NEURONS = 24;

  /** Weights are held as float16. */
  private static final double HALF = 1e-3;

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

  @ParameterizedTest
  @CsvSource({"W_input, 0", "W_input, 57", "W_output, 100"})
  void aNeuronsAmplitudesAreThoseOfItsWeights(String matrix, int index) throws IOException {
    choose("neuron-spectra", matrix);
    browser.eval("periscope.state.goTo(arguments[0])", index);
    double[] weights = series(matrix).rows().row(index);
    double largest = 0;
    for (double weight : weights) {
      largest = Math.max(largest, Math.abs(weight));
    }
    List<String[]> table = csv("neuron-spectra");
    assertThat(table).hasSize(NEURONS);
    for (String[] cells : table) {
      int neuron = Integer.parseInt(cells[1]);
      assertThat(cells).hasSize(3 + P / 2);
      for (int k = 1; k <= P / 2; k += 5) {
        double cos = 0;
        double sin = 0;
        for (int t = 0; t < P; t++) {
          double weight =
              matrix.equals("W_input") ? weights[t * NEURONS + neuron] : weights[neuron * P + t];
          cos += Math.sqrt(2.0 / P) * weight * Math.cos(2 * Math.PI * k * t / P);
          sin += Math.sqrt(2.0 / P) * weight * Math.sin(2 * Math.PI * k * t / P);
        }
        assertThat(Double.parseDouble(cells[2 + k]))
            .as("neuron %d, frequency %d", neuron, k)
            .isCloseTo(Math.hypot(cos, sin), within(HALF * largest * Math.sqrt(P)));
      }
    }
  }

  @Test
  void theChosenNeuronIsTransformedInBothOperands() throws IOException {
    browser.eval("periscope.state.goTo(80)");
    browser.eval("periscope.frames.get('neuron-plane').plot.focus()");
    browser.press(Keys.ARROW_DOWN);
    browser.press(Keys.ARROW_DOWN);
    int neuron = (int) browser.number("periscope.state.neuron");
    double[] weights = series("W_input").rows().row(80);
    double[][] activity = new double[P][P];
    for (int a = 0; a < P; a++) {
      for (int b = 0; b < P; b++) {
        activity[a][b] = Math.max(0, weights[a * NEURONS + neuron] + weights[b * NEURONS + neuron]);
      }
    }
    List<String[]> table = csv("neuron-plane");
    assertThat(table).hasSize(P * P);
    double largest = 0;
    for (double[] row : activity) {
      largest = Math.max(largest, Arrays.stream(row).max().orElseThrow());
    }
    for (int i = 0; i < P * P; i += 97) {
      String[] cells = table.get(i);
      assertThat(cells[1]).isEqualTo(String.valueOf(neuron));
      double sum = 0;
      for (int a = 0; a < P; a++) {
        for (int b = 0; b < P; b++) {
          sum += activity[a][b] * wave(cells[2], a) * wave(cells[3], b);
        }
      }
      assertThat(Double.parseDouble(cells[4]))
          .as("%s by %s", cells[2], cells[3])
          .isCloseTo(Math.abs(sum), within(HALF * largest * P));
    }
  }

  /** A row of the basis by its name in the table. */
  private static double wave(String name, int t) {
    if (name.equals("constant")) {
      return 1 / Math.sqrt(P);
    }
    double angle = 2 * Math.PI * Integer.parseInt(name.substring(4)) * t / P;
    return Math.sqrt(2.0 / P) * (name.startsWith("cos") ? Math.cos(angle) : Math.sin(angle));
  }

  @Test
  void theLogitsPlaneCarriesTheMeasure() {
    browser.eval("periscope.state.goTo(100)");
    double strength = strength(50_000);
    List<String[]> table = csv("logits-plane");
    assertThat(table).hasSize(P * P);
    for (int i = 0; i < P * P; i += 13) {
      int row = i / P;
      int column = i % P;
      int k = (row + 1) / 2;
      boolean square = (k == 8 || k == 14) && k == (column + 1) / 2;
      double expected = PlantedGeometry.magnitude(row, column, square ? strength : 0);
      // float16; five digits of it.
      assertThat(Double.parseDouble(table.get(i)[3]))
          .isCloseTo(expected, within(6e-4 * expected + 1e-6));
    }
    assertThat(browser.text("periscope.frames.get('logits-plane').view.alt()"))
        .contains("largest: cos 8 by cos 8, cos 8 by sin 8, sin 8 by cos 8 and sin 8 by sin 8");
  }

  @Test
  void theEmbeddingsSpectrumIsAChoice() {
    choose("spectrum-input", "W_E");
    String[] cells = csv("spectrum-input").get(100 * (P / 2 + 1) + 8);
    double norm = 0.4 + 3 * strength(50_000);
    assertThat(cells[1]).isEqualTo("W_E");
    assertThat(cells[2]).isEqualTo("8");
    assertThat(Double.parseDouble(cells[5]))
        .isCloseTo(Math.hypot(norm + 0.15, norm + 0.16), within(1e-5));
  }

  /** Their axes come in another order at every checkpoint; put right, they are the final ones. */
  @ParameterizedTest
  @ValueSource(ints = {100, 99, 40, 0})
  void ownAxesStayWhereTheyAre(int index) {
    browser.eval("periscope.state.goTo(arguments[0])", index);
    List<String[]> onFinalAxes = csv("embedding");
    choose("embedding", "own");
    List<String[]> own = csv("embedding");
    for (int t = 0; t < P; t++) {
      for (int axis = 0; axis < 4; axis++) {
        assertThat(Double.parseDouble(own.get(t)[2 + axis]))
            .isCloseTo(Double.parseDouble(onFinalAxes.get(t)[2 + axis]), within(1e-5));
      }
    }
  }

  @Test
  void pointsAreColouredByAMultiple() {
    String before = svg("embedding");
    browser.eval("periscope.state.set({token: 3})");
    choose("embedding", "8·a");
    String fills = "[...periscope.frames.get('embedding').svg().root.querySelectorAll('circle')]";
    String expected =
        browser.text("Theme.css(Theme.magnitudeTable(), ((8 * 20) % 67) / 66)").replace(" ", "");
    assertThat(browser.text(fills + ".map(c => c.getAttribute('fill'))[20]").replace(" ", ""))
        .isEqualTo(expected);
    assertThat(svg("embedding")).isNotEqualTo(before).contains("8·a mod 67: 0");
  }

  @Test
  void theMapJoinsNeighbours() {
    assertThat(svg("map")).contains("x to x + " + PlantedGeometry.STRIDE + "<");
    browser.eval(
        "(field => { field.value = '7'; field.dispatchEvent(new Event('input')) })(document.querySelector('#panel-map input'))");
    assertThat(svg("map")).contains("x to x + 7<");
  }

  /** Of permutations there are no sums: lines and colours are cosets. */
  @Test
  void permutationsAreJoinedInCosets() throws IOException {
    double[] points = new double[240]; // [120][2]
    double[] left = new double[120];
    double[] right = new double[120];
    for (int t = 0; t < 120; t++) {
      points[2 * t] = t % 11;
      points[2 * t + 1] = t / 11.0;
      int coset = t / 4;
      left[t] = coset;
      right[t] = t % 30;
    }
    Path permutations = folder.resolve("permutations.html");
    ReportPage.of(
            new ReportData(
                "permutations",
                "",
                List.of(),
                List.of(),
                "",
                Map.of(),
                List.of(0L, 10L),
                List.of(),
                List.of(
                    Series.of(
                        "pca/final-axes",
                        Series.Axis.CHECKPOINTS,
                        List.of(120, 2),
                        IntStream.range(0, 480).mapToDouble(Math::sin).toArray())),
                Map.of(
                    "tsne/unembedding", points,
                    "groups/left-cosets", left,
                    "groups/right-cosets", right),
                List.of(),
                Map.of(),
                Background.NONE))
        .write(permutations);
    browser.open(permutations);

    assertThat(browser.console()).isEmpty();
    assertThat(svg("map")).contains("left coset 0", "lines join a coset");
    List<String[]> table = csv("map");
    assertThat(table).hasSize(120);
    assertThat(table.get(7)).containsExactly("7", "7", String.valueOf(7 / 11.0), "1");
    choose("map", "right cosets");
    assertThat(csv("map").get(37)[3]).isEqualTo("7");
    assertThat(browser.number("document.querySelectorAll('#panel-map input').length")).isZero();
    assertThat(browser.text("periscope.frames.get('embedding').view.alt()"))
        .startsWith("Embedding of 120 permutations on 2 principal axes");
  }

  private static double strength(double step) {
    return 1 / (1 + Math.exp(-(step - 32_000) / 4500));
  }

  /** Presses the button with a label. */
  private void choose(String panel, String label) {
    assertThat(
            browser.eval(
                "(all => { const b = all.find(one => one.textContent === arguments[1]); b.click(); return b.ariaPressed })([...document.querySelectorAll('#panel-' + arguments[0] + ' .choice button')])",
                panel,
                label))
        .isEqualTo("true");
  }

  private String svg(String panel) {
    return browser.text("periscope.frames.get(arguments[0]).svg().serialized()", panel);
  }

  /** A panel's table without its head. */
  private List<String[]> csv(String panel) {
    return browser
        .text("periscope.frames.get(arguments[0]).csv()", panel)
        .lines()
        .skip(1)
        .map(line -> line.split(",", -1))
        .toList();
  }

  private static Series series(String id) {
    return PlantedRun.usual().series().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
