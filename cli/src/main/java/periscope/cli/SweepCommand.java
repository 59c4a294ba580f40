package periscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import periscope.probes.MeasureFile;
import periscope.trainer.RunSpec;
import periscope.trainer.Trainer;
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
    RunSpec first = specOptions.load(null);
    List<RunSpec> specs = seeds.seeds().stream().map(first::withSeed).toList();
    Files.createDirectories(folder);
    var rows = new ArrayList<SweepRow>();
    var err = command.commandLine().getErr();
    try (var interrupt = Interrupt.listen();
        ExecutorService pool = Executors.newFixedThreadPool(threads.count())) {
      var results = new ArrayList<Future<@Nullable SweepRow>>();
      for (RunSpec spec : specs) {
        results.add(pool.submit(() -> interrupt.getAsBoolean() ? null : one(spec, interrupt)));
      }
      for (Future<@Nullable SweepRow> result : results) {
        SweepRow row = await(result);
        if (row != null) {
          rows.add(row);
          err.printf(Locale.ROOT, "%d of %d: %s%n", rows.size(), specs.size(), row.line());
          err.flush();
        }
      }
      if (rows.size() < specs.size()) {
        err.println("Stopped. Give the same command again to go on.");
        return TrainingSession.INTERRUPTED;
      }
    }
    command.commandLine().getOut().print(SweepRow.table(rows));
    return 0;
  }

  private static @Nullable SweepRow await(Future<@Nullable SweepRow> result)
      throws IOException, InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IOException("a run of the sweep failed", e);
    }
  }

  /** Trains and probes what is missing of one run; null if stopped before its end. */
  private @Nullable SweepRow one(RunSpec spec, Interrupt interrupt) throws IOException {
    Path run = folder.resolve(String.format(Locale.ROOT, "%s-seed%d.h5", spec.name(), spec.seed()));
    Path measures = MeasureFile.pathFor(run);
    boolean complete;
    if (Files.exists(run)) {
      requireSame(spec, run);
      if (isProbed(measures, spec)) {
        return SweepRow.of(spec.seed(), run, measures);
      }
      complete = Trainer.resume(run, 1, (step, metrics) -> {}, interrupt).complete();
    } else {
      complete = Trainer.train(spec, run, false, 1, (step, metrics) -> {}, interrupt).complete();
    }
    if (!complete) {
      return null;
    }
    Probing.quietly(run, 1, command.commandLine().getErr());
    return SweepRow.of(spec.seed(), run, measures);
  }

  /** Whether an earlier start of this command got as far as the measures of the last step. */
  private static boolean isProbed(Path measures, RunSpec spec) throws IOException {
    if (!Files.exists(measures)) {
      return false;
    }
    try (var file = MeasureFile.open(measures)) {
      long[] steps = file.steps();
      return steps.length > 0
          && steps[steps.length - 1] == spec.steps()
          && Probing.software().equals(file.software());
    }
  }

  private static void requireSame(RunSpec spec, Path run) throws IOException {
    if (!Trainer.specOf(run).equals(spec)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is a run of another specification: choose another folder with --out",
              run));
    }
  }
}
