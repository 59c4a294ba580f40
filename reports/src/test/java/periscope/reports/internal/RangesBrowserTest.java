package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import periscope.reports.internal.Series.Axis;

/** Where axes end, what stands there, and that it has room: for values of odd sizes. */
class RangesBrowserTest extends BrowserTest {
  private static final int STEPS = PlantedProgress.STEPS;

  /** Numbers that are large, near each other, or apart by rounding only. */
  @Test
  void endsOfRangesTellThemselvesApart() throws IOException {
    open(
        scalar("weights/sum-of-squares", i -> 17_052 + 0.71 * i),
        scalar("W_input/explained-by-keys", i -> 1 - 1e-15 * (i % 7)));

    browser.eval("periscope.state.toggleOverlay('weights/sum-of-squares')");
    assertThat(svg("measures-squares")).contains(">17052<", ">17123<");
    assertThat(svg("together")).contains("weights/sum-of-squares  17052 to 17123", ">17123<");
    assertThat(
            browser.text(
                """
                (() => {
                  const paths = [...periscope.frames.get('measures-logits').svg().root.querySelectorAll('path')];
                  const line = d3.greatest(paths, path => path.getAttribute('d').length).getAttribute('d');
                  return [...new Set(line.slice(1).split('L').map(point => point.split(',')[1]))].length;
                })()"""))
        .as("heights of a line that is flat but for rounding")
        .isEqualTo("1");
  }

  @Test
  void valuesBehindBarsAndAllDecadesHaveRoom() throws IOException {
    double[] values = new double[STEPS * PlantedProgress.KEYS.length];
    Arrays.setAll(values, i -> 5.49e-19 * (1 + i % 4));
    values[0] = 4.2;
    open(
        Series.of(
            "excluded/per-key/train",
            Axis.CHECKPOINTS,
            List.of(PlantedProgress.KEYS.length),
            values),
        scalar("loss/train", i -> 1e-21));

    assertThat(outside("without-key", 960)).isEmpty();
    assertThat(outside("without-key", 400)).isEmpty();
    assertThat(
            browser.number(
                "new Set([...periscope.frames.get('without-key').svg().root.querySelectorAll('circle')].map(one => one.getAttribute('cy'))).size"))
        .as("lines at their values, not all on the floor")
        .isEqualTo(5);
    assertThat(svg("without-key")).contains(">\u221218<");
  }

  @Test
  void axesOfFewNumbersHaveWholeTicks() throws IOException {
    Random random = new Random(3);
    double[] weights = random.doubles(40 * 2 * 3).toArray();
    double[] norms = random.doubles(40 * 4).toArray();
    List<Long> steps = LongStream.range(0, 40).boxed().toList();
    ReportPage.of(
            new ReportData(
                "few",
                "",
                List.of(),
                List.of(),
                "",
                Map.of(),
                steps,
                List.of(),
                List.of(
                    Series.of("W_input", Axis.CHECKPOINTS, List.of(2, 3), weights),
                    Series.of("W_input/fourier-norm", Axis.CHECKPOINTS, List.of(4), norms)),
                Map.of(),
                List.of(),
                Map.of(),
                Background.NONE))
        .write(page());
    browser.open(page());

    for (String panel : List.of("w-input", "spectrum-input")) {
      assertThat(svg(panel)).as(panel).doesNotContain(">0.5<", ">0.2<", ">1.5<");
    }
    assertThat(svg("w-input")).contains(">0<", ">1<");
    assertThat(outside("waves", 600)).as("a tick at the last number").isEmpty();
  }

  @Test
  void namesHaveAPlaceOfTheirOwn() throws IOException {
    open();

    assertThat(
            browser.text(
                """
                (texts => texts.find(one => one.textContent.startsWith('highest: ')).getAttribute('y')
                  === texts.find(one => one.textContent.startsWith('all together')).getAttribute('y'))(
                  [...periscope.frames.get('answer').svg().root.querySelectorAll('text')])"""))
        .as("beside the heading, above the curve")
        .isEqualTo("true");
    assertThat(
            browser.text(
                """
                (surface => {
                  periscope.frames.get('loss').drawAll(surface, Theme.light, 400, 500);
                  return surface.root.textContent;
                })(new SvgSurface(400, 500, '', ''))"""))
        .contains("cross-entropy", "memorised");
  }

  /** Texts of a figure that are not wholly inside it. */
  private String outside(String panel, int width) {
    return browser.text(
        """
        ((frame, width) => {
          const height = frame.view.height(width);
          const surface = new SvgSurface(width, height, '', '');
          frame.drawAll(surface, Theme.light, width, height);
          document.body.append(surface.root);
          const out = [...surface.root.querySelectorAll('text')].filter(text => {
            const box = text.getBBox();
            return box.x < -0.5 || box.x + box.width > width + 0.5;
          }).map(text => text.textContent).join();
          surface.root.remove();
          return out;
        })(periscope.frames.get(arguments[0]), arguments[1])""",
        panel,
        width);
  }

  /** The planted run with other series of some names. */
  private void open(Series... others) throws IOException {
    ReportData planted = PlantedProgress.run();
    List<String> ids = Arrays.stream(others).map(Series::id).toList();
    List<Series> series = new ArrayList<>(List.of(others));
    planted.series().stream().filter(one -> !ids.contains(one.id())).forEach(series::add);
    ReportPage.of(
            new ReportData(
                planted.name(),
                planted.description(),
                planted.notes(),
                planted.facts(),
                planted.spec(),
                planted.provenance(),
                planted.steps(),
                planted.metricSteps(),
                series,
                planted.constants(),
                planted.events(),
                planted.absent(),
                planted.background()))
        .write(page());
    browser.open(page());
  }

  private Path page() {
    return folder.resolve("ranges.html");
  }

  private static Series scalar(String id, IntToDoubleFunction value) {
    return Series.of(
        id, Axis.CHECKPOINTS, List.of(), IntStream.range(0, STEPS).mapToDouble(value).toArray());
  }

  private String svg(String panel) {
    return browser.text("periscope.frames.get(arguments[0]).svg().serialized()", panel);
  }
}
