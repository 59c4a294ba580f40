package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import periscope.probes.MeasureFile;
import periscope.reports.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code periscope report}. */
@Command(
    name = "report",
    description =
        "Write the page of a run: one HTML file that opens by double click, and its numbers beside it.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  periscope report pair-mod67.h5 -o pair-mod67.html"})
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN.h5", description = "The run file.")
  private Path run = Path.of("");

  @Option(
      names = {"-o", "--out"},
      paramLabel = "REPORT.html",
      description = "The page to write; report.html by default.")
  private Path out = Path.of("report.html");

  @Option(
      names = "--no-files",
      description = "Write the page alone, without REPORT.summary.json and REPORT.measures.csv.")
  private boolean alone;

  @Option(names = "--force", description = "Replace an existing page, and the files beside it.")
  private boolean force;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    OutputFiles.requireFree(force, out);
    if (!alone) {
      OutputFiles.requireFree(force, RunReport.filesBeside(out).toArray(Path[]::new));
    }
    var line = command.commandLine();
    var result = Probing.run(run, Set.of(), false, threads.count(), line.getErr());
    RunReport.write(run, MeasureFile.pathFor(run), out);
    line.getOut().printf(Locale.ROOT, "Wrote %s; open it in a browser.%n", out);
    if (!alone) {
      for (Path file : RunReport.writeFiles(run, MeasureFile.pathFor(run), out)) {
        line.getOut().printf(Locale.ROOT, "Wrote %s.%n", file);
      }
    }
    return result.failures().isEmpty() ? 0 : Failures.FAILURE;
  }
}
