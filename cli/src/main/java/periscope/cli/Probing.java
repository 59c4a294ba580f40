package periscope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;
import periscope.probes.LongPassException;
import periscope.probes.MeasureFile;
import periscope.probes.ProbePass;
import periscope.probes.ProbeResult;
import periscope.trainer.Provenance;

/** Probes a run into the file of measures beside it, with a progress bar on a terminal. */
final class Probing {
  /** How the launcher says so. */
  private static final String SHORT_ONLY = "periscope.short";

  private Probing() {}

  /** Whether this Java is for short passes, without the compiler that pays in long ones. */
  static boolean shortOnly() {
    return Boolean.getBoolean(SHORT_ONLY);
  }

  /**
   * Probes a run.
   *
   * @param only measure ids; all if empty
   * @param anew whether to compute also what an earlier pass has found
   * @return what failed among the probes is in the result, and already said
   * @throws LongPassException if only a short pass was asked for, see {@link #shortOnly}
   */
  static ProbeResult run(Path run, Set<String> only, boolean anew, int threads, PrintWriter err)
      throws IOException {
    ProbePass pass = pass(threads).only(only).fresh(anew).shortOnly(shortOnly());
    if (!Terminal.interactive() || shortOnly()) {
      return run(pass, run, err);
    }
    try (ProgressBar bar =
        Terminal.bar("probe " + run.getFileName(), " checkpoints").showSpeed().build()) {
      return run(
          pass.progress(
              (done, total) -> {
                bar.maxHint(total);
                bar.stepTo(done);
              }),
          run,
          err);
    }
  }

  /** Probes one run of several, without a bar of its own. */
  static ProbeResult quietly(Path run, int threads, PrintWriter err) throws IOException {
    return run(pass(threads), run, err);
  }

  /** What the file of measures says made it. */
  static String software() {
    return "Periscope " + Provenance.version();
  }

  private static ProbePass pass(int threads) {
    return ProbePass.of(ProbePass.installed())
        .threads(threads)
        .provenance(Map.of(MeasureFile.SOFTWARE, software()));
  }

  private static ProbeResult run(ProbePass pass, Path run, PrintWriter err) throws IOException {
    ProbeResult result = pass.run(run, MeasureFile.pathFor(run));
    result.failures().forEach(failure -> err.println("periscope: " + failure.message()));
    return result;
  }
}
