package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A page of many checkpoints: its size, and what it costs here, which is printed. Weights are waves
 * under noise that changes at every checkpoint, which compresses worse than training does.
 */
class LargePagesBrowserTest extends BrowserTest {
  private static final int MEGABYTE = 1_000_000;

  /** Of 501 checkpoints with 10,050 weights everything is held. */
  @Test
  void fiveHundredCheckpointsOfTenThousandWeights() throws IOException {
    int p = 67;
    int neurons = 75;
    int checkpoints = 501;
    Path page = folder.resolve("large.html");
    ReportPage.of(run(p, neurons, checkpoints)).write(page);
    browser.open(page);

    assertThat(browser.console()).isEmpty();
    assertThat(browser.number("document.querySelectorAll('.absent').length")).isLessThan(3);
    System.out.printf(
        Locale.ROOT,
        "report of %d checkpoints, p = %d, %d neurons: %.1f MB; first drawing %s ms after navigation, all read after %s ms; scrubbing, script ms a step: %s; with painting: %s%n",
        checkpoints,
        p,
        neurons,
        page.toFile().length() / (double) MEGABYTE,
        mark("periscope-drawn"),
        mark("periscope-ready"),
        scrub(),
        browser.await(
            """
            (async () => {
              const times = [];
              let before = 0;
              for (let i = 0; i < 60; i++) {
                periscope.state.goTo(i * 8);
                const now = await new Promise(requestAnimationFrame);
                if (before) times.push(now - before);
                before = now;
              }
              times.sort((a, b) => a - b);
              return `median ${times[29].toFixed(1)}, p95 ${times[56].toFixed(1)} between frames`;
            })()"""));
    assertThat(page.toFile().length()).isLessThan(20L * MEGABYTE);
  }

  private String mark(String name) {
    return browser.text("performance.getEntriesByName(arguments[0])[0].startTime.toFixed()", name);
  }

  /** What drawing takes at each of a hundred steps, with all panels in sight. */
  private String scrub() {
    return browser.text(
        """
        (() => {
          const frames = [...periscope.frames.values()];
          frames.forEach(frame => { frame.seen = true; });
          const times = [];
          const last = periscope.run.steps.length - 1;
          for (let i = 0; i <= 100; i++) {
            const from = performance.now();
            periscope.state.goTo(Math.round(i * last / 100));
            frames.forEach(frame => frame.draw());
            times.push(performance.now() - from);
          }
          times.sort((a, b) => a - b);
          return `median ${times[50].toFixed(1)}, p95 ${times[95].toFixed(1)}`;
        })()""");
  }

  private static ReportData run(int p, int neurons, int checkpoints) {
    long[] steps = LongStream.range(0, checkpoints).map(i -> 100 * i).toArray();
    List<Series> series = new ArrayList<>();
    for (String id : List.of("loss/train", "loss/test", "accuracy/train", "accuracy/test")) {
      double[] values =
          IntStream.range(0, checkpoints).mapToDouble(i -> 1 / (1.0 + i / 20.0)).toArray();
      series.add(Series.of(id, Series.Axis.CHECKPOINTS, List.of(), values));
    }
    series.add(noisy("W_input", checkpoints, p, neurons));
    series.add(noisy("W_output", checkpoints, neurons, p));
    series.add(noisy("W_input/final-plane", checkpoints, neurons, 2));
    series.add(noisy("W_output/final-plane", checkpoints, neurons, 2));
    for (String id : List.of("W_input", "W_output", "embedding")) {
      series.add(noisy(id + "/fourier-norm", checkpoints, p));
    }
    series.add(noisy("logits/fourier-2d-norm", checkpoints, p, p));
    series.add(noisy("pca/final-axes", checkpoints, p, 4));
    series.add(noisy("pca/own-axes", checkpoints, p, 4));
    series.add(noisy("weights/sum-of-squares", checkpoints));
    Map<String, double[]> constants = new LinkedHashMap<>();
    constants.put("keys", new double[] {3, 7, 14});
    constants.put("neurons/order", IntStream.range(0, neurons).asDoubleStream().toArray());
    constants.put(
        "neurons/final-frequency",
        IntStream.range(0, neurons).mapToDouble(i -> 7 * (1 + 3 * i / neurons)).toArray());
    constants.put(
        "neurons/final-phase", IntStream.range(0, neurons).mapToDouble(i -> i * 0.1).toArray());
    constants.put(
        "tsne/unembedding", IntStream.range(0, 2 * p).mapToDouble(i -> i * i % 31).toArray());
    return new ReportData(
        "large",
        "",
        List.of(),
        List.of(),
        "{\"model\": {\"type\": \"pair-mlp\", \"activation\": \"relu\"}}",
        Map.of(),
        LongStream.of(steps).boxed().toList(),
        List.of(),
        series,
        constants,
        List.of(),
        Map.of(),
        Background.NONE);
  }

  /** Waves that grow, and noise from a table, so that making them costs little. */
  private static Series noisy(String id, int checkpoints, Integer... shape) {
    int size = List.of(shape).stream().reduce(1, Math::multiplyExact);
    double[] noise = new java.util.Random(5).doubles(1 << 16, -0.02, 0.02).toArray();
    Rows rows =
        new Rows() {
          @Override
          public int count() {
            return checkpoints;
          }

          @Override
          public double[] row(int index) {
            double[] row = new double[size];
            double grown = (double) index / checkpoints;
            for (int j = 0; j < size; j++) {
              double wave = 50 * noise[j * 7919 & 0xffff];
              row[j] = 0.3 + wave * grown + noise[(j * 31 + index * 104_729) & 0xffff];
            }
            return row;
          }
        };
    return new Series(id, Series.Axis.CHECKPOINTS, List.of(shape), "made by a test", rows);
  }
}
