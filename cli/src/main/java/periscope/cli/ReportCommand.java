package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import periscope.probes.MeasureFile;
import periscope.reports.ComparisonReport;
import periscope.reports.FolderReport;
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
    description = {
      "Write the page of a run, or the comparison of several: one HTML file that opens by double click, and its numbers beside it.",
      "With --folder, the comparison of many, with a page for each run beside it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  periscope report pair-mod67.h5 -o pair-mod67.html",
      "  periscope report runs/pair-mod67-seed*.h5 -o seeds.html",
      "  periscope report runs/ --folder study"
    })
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "RUN.h5",
      arity = "1..*",
      description = "Run files; a folder stands for those in it.")
  private List<Path> runs = List.of();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "REPORT.html",
      description = "The page to write; report.html by default.")
  private @Nullable Path out;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "Write a comparison as a folder: index.html, and a page of each run that it links to.")
  private @Nullable Path folder;

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
    if (folder != null && out != null) {
      throw new IllegalArgumentException(
          "--out names one page and --folder a folder of pages: give one of them");
    }
    List<Path> files =
        RunPaths.of(runs, run -> warn(run + " is named more than once and is taken once"));
    if (folder != null) {
      return compareInFolder(files, folder);
    }
    Path page = out == null ? Path.of("report.html") : out;
    return files.size() == 1 ? report(files.getFirst(), page) : compare(files, page);
  }

  private int report(Path run, Path page) throws IOException {
    Path probes = MeasureFile.pathFor(run);
    requireWritable(page, List.of(run, probes));
    var result = Probing.run(run, Set.of(), false, threads.count(), command.commandLine().getErr());
    List<Path> beside = List.of();
    if (alone) {
      RunReport.write(run, probes, page);
    } else {
      beside = RunReport.writeWithFiles(run, probes, page);
    }
    wrote(page, beside);
    return result.failures().isEmpty() ? 0 : Failures.FAILURE;
  }

  private int compare(List<Path> files, Path page) throws IOException {
    requireWritable(page, files);
    var measured = ProbedRuns.of(files, threads.count(), command.commandLine().getErr());
    var comparison = measured.comparison();
    comparison.write(page);
    wrote(page, alone ? List.of() : comparison.writeFiles(page));
    return measured.code(comparison);
  }

  private int compareInFolder(List<Path> files, Path target) throws IOException {
    requireFree(target.resolve("index.html"));
    var measured = ProbedRuns.of(files, threads.count(), command.commandLine().getErr());
    var comparison = measured.comparison();
    FolderReport written = writeFolder(comparison, target, files.size());
    written.withoutPage().values().forEach(this::warn);
    wrote(written.index(), alone ? List.of() : comparison.writeFiles(written.index()));
    return written.withoutPage().isEmpty() ? measured.code(comparison) : Failures.FAILURE;
  }

  private static FolderReport writeFolder(ComparisonReport comparison, Path target, int runs)
      throws IOException {
    if (!Terminal.interactive()) {
      return comparison.writeFolder(target, run -> {});
    }
    try (ProgressBar bar = Terminal.bar("write pages", " runs").build()) {
      bar.maxHint(runs);
      return comparison.writeFolder(target, run -> bar.step());
    }
  }

  private void warn(String why) {
    command.commandLine().getErr().println("periscope: " + why);
  }

  private void requireWritable(Path page, List<Path> read) throws IOException {
    OutputFiles.requireFolder(page);
    requireFree(page);
    OutputFiles.requireOther(read, page);
  }

  private void requireFree(Path page) throws IOException {
    OutputFiles.requireFree(force, page);
    if (!alone) {
      OutputFiles.requireFree(force, RunReport.filesBeside(page).toArray(Path[]::new));
    }
  }

  private void wrote(Path page, List<Path> beside) {
    var out = command.commandLine().getOut();
    out.printf(Locale.ROOT, "Wrote %s; open it in a browser.%n", page);
    beside.forEach(file -> out.printf(Locale.ROOT, "Wrote %s.%n", file));
  }
}
