package periscope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import periscope.probes.MeasureFile;
import periscope.probes.ProbePass;
import periscope.probes.ProbeResult;
import periscope.trainer.Provenance;

/** Probes a run into the file of measures beside it, with a progress bar on a terminal. */
final class Probing {
  private Probing() {}

  /**
   * Probes a run.
   *
   * @param only measure ids; all if empty
   * @return what failed among the probes is in the result, and already said
   */
  static ProbeResult run(Path run, Set<String> only, int threads, PrintWriter err)
      throws IOException {
    var pass =
        ProbePass.of(ProbePass.installed())
            .threads(threads)
            .only(only)
            .provenance(Map.of("software", "Periscope " + Provenance.version()));
    Path measures = MeasureFile.pathFor(run);
    ProbeResult result;
    if (Terminal.interactive()) {
      try (ProgressBar bar =
          new ProgressBarBuilder()
              .setTaskName("probe " + run.getFileName())
              .setUnit(" checkpoints", 1)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .build()) {
        result =
            pass.progress(
                    (done, total) -> {
                      bar.maxHint(total);
                      bar.stepTo(done);
                    })
                .run(run, measures);
      }
    } else {
      result = pass.run(run, measures);
    }
    result.failures().forEach(failure -> err.println("periscope: " + failure.message()));
    return result;
  }
}
