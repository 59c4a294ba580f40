package periscope.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import periscope.models.net.Evaluation;
import periscope.trainer.Metrics;
import periscope.trainer.TrainingListener;

/**
 * Shows how a run goes: a bar with rate and time left on a terminal, a line now and then elsewhere.
 */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  private static final int BAR_MILLIS = 200;
  private static final int LINES = 10;

  private final PrintWriter err;
  private final long steps;
  private final @Nullable ProgressBar bar;
  private final long began = System.nanoTime();
  private long firstStep = -1;
  private long nextLine;

  TrainingProgress(String name, long steps, PrintWriter err) {
    this.err = err;
    this.steps = steps;
    this.bar =
        Terminal.interactive()
            ? Terminal.bar(name, " steps")
                .setInitialMax(steps)
                .setUpdateIntervalMillis(BAR_MILLIS)
                .showSpeed()
                .build()
            : null;
  }

  @Override
  public void measured(long step, Metrics metrics) {
    if (firstStep < 0) {
      firstStep = step;
      nextLine = step;
    }
    if (bar != null) {
      bar.setExtraMessage(losses(metrics));
      bar.stepTo(step);
    } else if (step >= nextLine) {
      err.println(line(step, metrics));
      err.flush();
      nextLine = step + Math.max(1, steps / LINES);
    }
  }

  /** Whether a step was measured: not if a run that is resumed was at its end already. */
  boolean moved() {
    return firstStep >= 0;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private String line(long step, Metrics metrics) {
    String line = String.format(Locale.ROOT, "step %,d of %,d  %s", step, steps, losses(metrics));
    double seconds = (System.nanoTime() - began) / 1e9;
    if (step == firstStep || step >= steps || seconds <= 0) {
      return line;
    }
    double rate = (step - firstStep) / seconds;
    var left = Duration.ofSeconds(Math.round((steps - step) / rate));
    return line
        + String.format(
            Locale.ROOT,
            "  %,.0f steps/s  %d:%02d left",
            rate,
            left.toMinutes(),
            left.toSecondsPart());
  }

  private static String losses(Metrics metrics) {
    return String.format(
        Locale.ROOT,
        "loss train %.2e%s  accuracy train %.3f%s",
        metrics.train().loss(),
        test(metrics, " test %.2e", Evaluation::loss),
        metrics.train().accuracy(),
        test(metrics, " test %.3f", Evaluation::accuracy));
  }

  private static String test(Metrics metrics, String pattern, ToDoubleFunction<Evaluation> value) {
    return metrics
        .test()
        .map(test -> String.format(Locale.ROOT, pattern, value.applyAsDouble(test)))
        .orElse("");
  }
}
