package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints what a page of 101 checkpoints costs: its size, the time to the first full drawing, and a
 * frame while scrubbing, for what is on the screen at the top and in the middle of the page. Times
 * depend on the machine: where nothing else is said to run ({@code CI}), gross mistakes fail.
 */
class ReportSpeedTest {
  private static final int OPENINGS = 11;
  private static final long MOST_BYTES = 6_000_000;
  private static final double MOST_FIRST = 5_000; // milliseconds
  private static final double MOST_FRAME = 250; // milliseconds

  /**
   * Milliseconds from the start of an animation frame in which the step changes to the end of its
   * painting, which is when the message posted at its end arrives.
   */
  private static final String FRAMES =
      """
      (async () => {
        const channel = new MessageChannel();
        const times = [];
        for (let i = 0; i <= 100; i++) {
          await new Promise((done) => requestAnimationFrame(() => {
            const from = performance.now();
            periscope.state.goTo((i * 37) % 101);
            for (const frame of periscope.frames.values()) frame.draw();
            channel.port1.onmessage = () => {
              times.push(performance.now() - from);
              done();
            };
            channel.port2.postMessage(0);
          }));
        }
        times.sort((a, b) => a - b);
        return [times[50], times[95]].map((t) => t.toFixed(1)).join(' ');
      })()""";

  @TempDir private static Path folder;

  @Test
  void timings() throws IOException {
    Path page = folder.resolve("speed.html");
    ReportPage.of(PlantedProgress.run()).write(page);
    try (ReportBrowser browser = ReportBrowser.start(folder.resolve("profile"))) {
      double[] first = new double[OPENINGS];
      for (int i = 0; i < OPENINGS; i++) {
        browser.open(page);
        first[i] = browser.number("performance.getEntriesByName('periscope-drawn')[0].startTime");
      }
      double fresh = first[0];
      Arrays.sort(first);
      double[] top = frames(browser, "loss");
      double[] middle = frames(browser, "measures-losses");
      double[] weights = frames(browser, "w-input");
      System.out.printf(
          Locale.ROOT,
          "report of 101 checkpoints: %,d bytes, first full drawing, median / most of %d openings %.0f / %.0f ms, of a browser just started %.0f; frame while scrubbing, script and paint, median / p95 ms: top %.1f / %.1f, measures %.1f / %.1f, weights %.1f / %.1f%n",
          page.toFile().length(),
          OPENINGS,
          first[OPENINGS / 2],
          first[OPENINGS - 1],
          fresh,
          top[0],
          top[1],
          middle[0],
          middle[1],
          weights[0],
          weights[1]);
      assertThat(page.toFile().length()).isLessThan(MOST_BYTES);
      if (Boolean.parseBoolean(System.getenv("CI"))) {
        assertThat(first[OPENINGS / 2]).isLessThan(MOST_FIRST);
        assertThat(Math.max(top[1], Math.max(middle[1], weights[1]))).isLessThan(MOST_FRAME);
      }
    }
  }

  /** Median and 95th percentile with a panel in the middle of the screen. */
  private static double[] frames(ReportBrowser browser, String panel) {
    browser.eval(
        "periscope.frames.get(arguments[0]).plot.scrollIntoView({block: 'center', behavior: 'instant'})",
        panel);
    browser.nextFrame();
    browser.nextFrame();
    String[] times = String.valueOf(browser.await(FRAMES)).split(" ", -1);
    return new double[] {Double.parseDouble(times[0]), Double.parseDouble(times[1])};
  }
}
