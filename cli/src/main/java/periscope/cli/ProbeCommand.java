package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import periscope.probes.LongPassException;
import periscope.probes.Measure;
import periscope.probes.MeasureFile;
import periscope.probes.ProbePass;
import periscope.probes.ProbeSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code periscope probe}. */
@Command(
    name = "probe",
    description = {
      "Compute the measures of runs, into RUN.probes.h5 beside each, and sum them up.",
      "What an earlier pass found is kept where it still holds; an interrupted one is taken up."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  periscope probe pair-mod67.h5 --json"})
final class ProbeCommand implements Callable<Integer> {
  /** Asks the launcher for a Java that is made for long passes; EX_TEMPFAIL of sysexits.h. */
  private static final int AGAIN = 75;

  @Parameters(paramLabel = "RUN.h5", arity = "1..*", description = "Run files.")
  private List<Path> runs = List.of();

  @Option(
      names = "--only",
      paramLabel = "ID,…",
      split = ",",
      description = "Compute only these measures.")
  private Set<String> only = new LinkedHashSet<>();

  @Option(
      names = "--step",
      paramLabel = "S",
      description = "Sum up the checkpoint at this step instead of the last.")
  private @Nullable Long step;

  @Option(names = "--list", description = "Only list the measures, and which apply to the run.")
  private boolean list;

  @Option(names = "--json", description = "Print JSON: one object per run.")
  private boolean json;

  @Option(
      names = "--anew",
      description = "Compute everything, also what an earlier pass over the same run has found.")
  private boolean anew;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    if (Probing.shortOnly() && runs.size() > 1) {
      return AGAIN;
    }
    try {
      return probeAll();
    } catch (LongPassException e) {
      return AGAIN;
    }
  }

  private int probeAll() throws IOException {
    int code = 0;
    for (Path run : runs) {
      if (list) {
        list(run);
      } else {
        code = Math.max(code, probe(run));
      }
    }
    return code;
  }

  private int probe(Path run) throws IOException {
    var line = command.commandLine();
    var result = Probing.run(run, only, anew, threads.count(), line.getErr());
    try (var measures = MeasureFile.open(result.file())) {
      var summary = step == null ? ProbeSummary.last(measures) : ProbeSummary.at(measures, step);
      line.getOut().println(json ? summary.json() : summary.text());
    }
    return result.failures().isEmpty() ? 0 : Failures.FAILURE;
  }

  private void list(Path run) throws IOException {
    var out = command.commandLine().getOut();
    for (Measure measure : ProbePass.of(ProbePass.installed()).measures(run)) {
      String reason =
          measure instanceof Measure.Absent absent ? " — not for this run: " + absent.reason() : "";
      out.printf(
          Locale.ROOT, "%-32s %s%s%n", measure.spec().id(), measure.spec().definition(), reason);
    }
  }
}
