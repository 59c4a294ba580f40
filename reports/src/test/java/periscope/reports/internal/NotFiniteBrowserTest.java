package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.reports.RunReport;

/** Pages of runs whose weights are NaN, infinite, beyond float32, or all 0. */
class NotFiniteBrowserTest extends BrowserTest {
  private static final List<Long> STEPS = List.of(0L, 10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L);
  private static final String GREY = "#acacac";

  /** Step of all zeros, and that at which one number has no embedding, in {@code middle}. */
  private static final int ZEROS = 1;

  private static final int NANS = 5;

  private Path middle;
  private Path end;
  private Path huge;

  @BeforeAll
  void start() throws IOException {
    middle =
        page(
            "middle",
            (step, weights) -> {
              if (step.equals(STEPS.get(ZEROS))) {
                weights.forEach(values -> Arrays.fill(values, 0));
              } else if (step.equals(STEPS.get(NANS))) {
                Arrays.fill(weights.getFirst(), 3 * 6, 4 * 6, Float.NaN);
              }
            });
    end =
        page(
            "end",
            (step, weights) -> {
              if (step == 90) {
                weights.forEach(values -> Arrays.fill(values, Float.NaN));
              }
            });
    huge =
        page(
            "huge",
            (step, weights) -> {
              for (float[] values : weights) {
                for (int i = 0; i < values.length; i++) {
                  values[i] *= 1e30f;
                }
              }
            });
  }

  private Path page(String name, BiConsumer<Long, List<float[]>> change) throws IOException {
    Path run = RunFiles.writeChanged(folder.resolve(name + ".h5"), name, STEPS, change);
    Path html = folder.resolve(name + ".html");
    RunReport.write(run, RunFiles.probe(run), html);
    return html;
  }

  private void open(Path html, int index) {
    browser.open(html);
    browser.eval("periscope.state.goTo(arguments[0])", index);
    browser.nextFrame();
  }

  private String svg(String panel) {
    return browser.text("periscope.frames.get(arguments[0]).svg().serialized()", panel);
  }

  private String words(String panel) {
    return browser.text("periscope.frames.get(arguments[0]).view.readout()", panel);
  }

  @ParameterizedTest
  @ValueSource(strings = {"w-input", "w-output", "spectrum-input", "spectrum-output"})
  void cellsThatAreNoNumbersAreGreyAndTheLegendSaysSo(String panel) {
    open(middle, NANS);

    assertThat(svg(panel)).contains(GREY, "not a finite number");
    browser.eval("periscope.state.goTo(0)");
    boolean allSteps = panel.startsWith("spectrum");
    assertThat(svg(panel).contains(GREY)).isEqualTo(allSteps);
    assertThat(svg(panel).contains("not a finite number")).isEqualTo(allSteps);
  }

  @Test
  void aMatrixAndTheNeuronsFrequenciesAreGreyToo() {
    open(middle, NANS);
    assertThat(svg("neuron-spectra")).contains(GREY, "not a finite number");

    browser.eval(
        """
        (list => {
          list.value = [...list.options].find(one => one.text === 'embed.W_E').value;
          list.dispatchEvent(new Event('change'));
        })(document.querySelector('#panel-matrices select'))""");
    assertThat(svg("matrices")).contains(GREY, "not a finite number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"logits-plane", "neuron-plane", "embedding", "answer"})
  void aPictureWithoutNumbersSaysSo(String panel) {
    open(middle, NANS);
    assertThat(svg(panel)).contains("not a number at this step").doesNotContain("\"NaN\"");

    browser.eval("periscope.state.goTo(2)");
    assertThat(svg(panel)).doesNotContain("not a number");
  }

  @Test
  void theNetworkOfThePageIsAsWrongAsThatOfTheRun() {
    open(middle, NANS);
    String[] whole =
        browser
            .text("periscope.frames.get('without-groups').csv().split('\\r\\n')[1]")
            .split(",", -1);

    assertThat(whole[3]).isEqualTo("NaN");
    assertThat(Double.parseDouble(whole[4])).isEqualTo(measured("accuracy/train"));
    assertThat(Double.parseDouble(whole[6])).isEqualTo(measured("accuracy/test"));
    assertThat(words("answer")).contains("logits are not numbers, so there is no answer");
    assertThat(svg("neuron-plane")).contains(": not a number").doesNotContain(": constant<");
  }

  private double measured(String id) {
    return browser.number("periscope.run.series(arguments[0]).at(periscope.state.index)", id);
  }

  @Test
  void equalLogitsAreNamedATie() {
    open(middle, ZEROS);

    assertThat(words("answer"))
        .startsWith("At step 10 all answers are equally likely; the first, 0, counts; right is ");
    assertThat(svg("answer")).contains("the first of equals: wrong");
  }

  /** Axes are those of the numbers that there are: at least as wide as the final weights. */
  @Test
  void wavesHaveTheExtentOfTheFiniteWeights() {
    open(middle, STEPS.size() - 1);

    double widest =
        browser.number(
            """
            Math.max(...[...periscope.frames.get('waves').svg().root.querySelectorAll('text')]
              .filter(one => one.getAttribute('text-anchor') === 'end').map(one => Number(one.textContent)).filter(Number.isFinite))""");
    assertThat(widest)
        .isGreaterThan(0.5 * browser.number("periscope.run.series('W_input').largestAt(9)"));
  }

  @Test
  void linesBreakAtWhatIsNoNumber() {
    open(middle, 0);

    List<String> lines =
        Pattern.compile("d=\"(M[^\"]*)\"")
            .matcher(svg("norms"))
            .results()
            .map(found -> found.group(1))
            .filter(path -> path.chars().filter(c -> c == 'L').count() > 1)
            .toList();
    // The embedding is in all of them but the squares of W_in and W_out.
    assertThat(lines.stream().filter(path -> path.lastIndexOf('M') > 0).count())
        .isEqualTo(lines.size() - 2L)
        .isGreaterThanOrEqualTo(4);
  }

  @Test
  void aLoggedMetricBreaksToo() {
    open(middle, 0);

    assertThat(
            browser.text(
                """
                (() => {
                  const values = [1, 0.5, Infinity, NaN, 0.5, 1];
                  const series = { steps: [0, 10, 20, 30, 40, 50], at: (i) => values[i] };
                  const time = new TimeAxis(periscope.state, 0, 100);
                  const { ys } = time.line(series, d3.scaleLinear([0, 1], [0, 10]).clamp(true));
                  const surface = new SvgSurface(100, 10, '', 'title');
                  surface.line([0, 1, 2, 3, 4, 5], ys, { stroke: '#000' });
                  return surface.root.querySelector('path').getAttribute('d');
                })()"""))
        .isEqualTo("M0,10L1,5M4,5L5,10");
  }

  @Test
  void weightsThatAreNoNumbersAtTheEndAreTheReason() {
    open(end, STEPS.size() - 1);

    assertThat(browser.text("document.getElementById('standfirst').textContent"))
        .contains("At the last step its weights are not numbers")
        .doesNotContain("0\u2009%");
    assertThat(browser.text("document.querySelector('#panel-stars .absent').textContent"))
        .contains("weights of the last checkpoint are NaN or infinite");
    assertThat(svg("embedding")).contains("not a number").doesNotContain("of variance");
    assertThat(svg("waves")).contains("not a number at this step");
    // Of a final step without numbers, colours span those of the whole run.
    browser.eval("periscope.state.goTo(1)");
    assertThat(svg("w-input")).doesNotContain("≥", GREY);
  }

  /** Effective matrices of 1e60 are beyond float32, which the page would hold as infinite. */
  @Test
  void weightsBeyondFloat32AreShown() {
    open(huge, STEPS.size() - 1);

    for (String panel : List.of("w-input", "neuron-spectra", "spectrum-input")) {
      assertThat(svg(panel)).as(panel).doesNotContain(GREY);
    }
    assertThat(svg("trajectories")).doesNotContain("not a number");
    String[] whole =
        browser
            .text("periscope.frames.get('without-groups').csv().split('\\r\\n')[1]")
            .split(",", -1);
    assertThat(Double.parseDouble(whole[4])).isEqualTo(measured("accuracy/train"));
    assertThat(Double.parseDouble(whole[6])).isEqualTo(measured("accuracy/test"));
  }
}
