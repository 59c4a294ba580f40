package periscope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import periscope.reports.ComparisonReport;

/**
 * Several runs, measured one after another for a comparison. One that cannot be measured is said
 * and kept, so that a comparison can name it; only if none can is that a failure of the command.
 */
final class ProbedRuns {
  private final List<Path> runs;
  private final Map<Path, String> failures = new LinkedHashMap<>();
  private final PrintWriter err;
  private boolean complete = true;

  private ProbedRuns(List<Path> runs, PrintWriter err) {
    this.runs = runs;
    this.err = err;
  }

  /**
   * Measures them.
   *
   * @throws IOException if all fail: that of the first run
   * @throws RuntimeException the same
   */
  static ProbedRuns of(List<Path> runs, int threads, PrintWriter err) throws IOException {
    ProbedRuns probed = new ProbedRuns(runs, err);
    Exception first = null;
    for (Path run : runs) {
      try {
        probed.complete &= Probing.run(run, Set.of(), false, threads, err).failures().isEmpty();
      } catch (IOException | RuntimeException e) { // whatever it is, the others are compared
        first = first == null ? e : first;
        probed.failures.put(run, Failures.sentence(e));
      }
    }
    if (first != null && probed.failures.size() == runs.size()) {
      if (first instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw first instanceof IOException io ? io : new IOException(first);
    }
    return probed;
  }

  /** Their comparison; says which runs could not be read. */
  ComparisonReport comparison() {
    ComparisonReport comparison = ComparisonReport.of(runs, failures);
    comparison.unread().values().forEach(why -> err.println("periscope: " + why));
    return comparison;
  }

  /** The exit code of a command that has written the comparison. */
  int code(ComparisonReport comparison) {
    return complete && comparison.unread().isEmpty() ? 0 : Failures.FAILURE;
  }
}
