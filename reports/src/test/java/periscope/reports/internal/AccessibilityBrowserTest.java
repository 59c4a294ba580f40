package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.reports.RunReport;

/**
 * Barriers that axe-core finds (WCAG 2 A and AA, and best practices), on a desk and on a phone, in
 * light and in dark; and readers who asked for less motion.
 */
class AccessibilityBrowserTest extends BrowserTest {
  private static final List<Long> STEPS = List.of(0L, 10L, 50L);

  private Path usual;
  private Path transformer;
  private String axe;

  @BeforeAll
  void start() throws IOException {
    usual = folder.resolve("usual.html");
    ReportPage.of(PlantedRun.usual()).write(usual);
    transformer = folder.resolve("transformer.html");
    Path run = RunFiles.writeTransformer(folder.resolve("transformer.h5"), STEPS);
    RunReport.write(run, RunFiles.probe(run), transformer);
    try (InputStream in = AccessibilityBrowserTest.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "usual, 1280, light",
    "usual, 1280, dark",
    "usual, 390, light",
    "usual, 390, dark",
    "transformer, 1280, light",
    "transformer, 390, dark"
  })
  void noBarriers(String name, int width, String theme) {
    media("prefers-color-scheme", theme);
    size(width);
    browser.open(name.equals("usual") ? usual : transformer);
    assertThat(browser.text("document.documentElement.dataset.theme")).isEqualTo(theme);
    browser.eval(
        "document.querySelectorAll('details').forEach(one => { one.open = true; }), [...document.querySelectorAll('button[aria-expanded=false]')].forEach(one => one.click())");
    browser.nextFrame();

    browser.eval("(() => { " + axe + "; window.axe = axe; })()");
    Object violations =
        browser.await(
            """
            axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
              .map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).join(' | '))
              .join('\\n'))""");

    assertThat(violations).isEqualTo("");
    assertThat(browser.number("document.documentElement.scrollWidth"))
        .as("nothing is wider than the window")
        .isLessThanOrEqualTo(width);
  }

  @Test
  void playingIsCalmForReadersWhoAskedForIt() {
    media("prefers-reduced-motion", "reduce");
    browser.open(usual);
    assertThat(browser.number("periscope.player.rate()")).as("stills a second").isEqualTo(2);
    media("prefers-reduced-motion", "no-preference");
    assertThat(browser.number("periscope.player.rate()")).isGreaterThan(8);
  }

  private void media(String feature, String value) {
    browser.devTools(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  private void size(int width) {
    browser.devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
  }
}
