package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import periscope.probes.MeasureFile;
import periscope.trainer.RunSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code periscope sweep}. */
@Command(
    name = "sweep",
    description = {
      "Train and probe many seeds of one specification, several at once, and tabulate them.",
      "Each run is the same bits as if it were trained alone. Started again, it leaves out what is finished and goes on with what is not."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  periscope sweep pair-mod67 --seeds 0-39 --out seeds"})
final class SweepCommand implements Callable<Integer> {
  @Mixin private SpecOptions specOptions = new SpecOptions();

  @Option(
      names = "--seeds",
      required = true,
      paramLabel = "SEEDS",
      converter = SeedList.Converter.class,
      description = "Seeds, such as 0-39 or 1,5,7.")
  private SeedList seeds = new SeedList(List.of());

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder for the run files.")
  private Path folder = Path.of("");

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var runs = new SeedRuns(specOptions.load(null), seeds.seeds(), folder);
    var err = command.commandLine().getErr();
    try (var interrupt = Interrupt.listen()) {
      List<SweepRow> rows =
          runs.run(
              threads.count(),
              interrupt,
              this::probed,
              done -> {
                err.printf(
                    Locale.ROOT, "%d of %d: %s%n", done.size(), runs.size(), done.getLast().line());
                err.flush();
              });
      if (rows.size() < runs.size()) {
        err.println("Stopped. Give the same command again to go on.");
        return TrainingSession.INTERRUPTED;
      }
      command.commandLine().getOut().print(SweepRow.table(rows));
      return 0;
    }
  }

  private SweepRow probed(RunSpec spec, Path run) throws IOException {
    Probing.quietly(run, 1, command.commandLine().getErr());
    return SweepRow.of(spec.seed(), run, MeasureFile.pathFor(run));
  }
}
