package periscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import periscope.probes.MeasureFile;
import periscope.reports.ExportFormat;
import periscope.reports.ExportPart;
import periscope.reports.RunExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code periscope export}. */
@Command(
    name = "export",
    description = "Write a run's metrics, measures and weights for other programs.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  periscope export pair-mod67.h5 --format npz --out pair-mod67-npz"})
final class ExportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN.h5", description = "The run file.")
  private Path run = Path.of("");

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "csv, json, npz or safetensors.")
  private ExportFormat format = ExportFormat.CSV;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new or empty folder for the files.")
  private Path folder = Path.of("");

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "metrics, measures, weights, or several of them; all by default.")
  private Set<ExportPart> parts = EnumSet.allOf(ExportPart.class);

  @Option(
      names = "--step",
      paramLabel = "S",
      description = "Only this checkpoint's weights, instead of all checkpoints'.")
  private @Nullable Long step;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    OptionalLong at = step == null ? OptionalLong.empty() : OptionalLong.of(step);
    List<Path> files = RunExport.write(run, folder, format, parts, at);
    var line = command.commandLine();
    if (parts.contains(ExportPart.MEASURES) && !Files.exists(MeasureFile.pathFor(run))) {
      line.getErr()
          .printf(
              Locale.ROOT,
              "periscope: note: %s has no measures yet; compute them with: periscope probe %s%n",
              run,
              run);
    }
    line.getOut()
        .printf(
            Locale.ROOT,
            "Wrote %d %s to %s.%n",
            files.size(),
            files.size() == 1 ? "file" : "files",
            folder);
    return 0;
  }
}
