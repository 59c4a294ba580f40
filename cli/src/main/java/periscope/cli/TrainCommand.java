package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import periscope.trainer.RunSpec;
import periscope.trainer.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code periscope train}. */
@Command(
    name = "train",
    description = "Train a preset or your own specification into a run file.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  periscope train pair-mod67 --seed 7 --checkpoints every:100 --out seed7.h5",
      "  periscope train pair-mod67 --seeds 0-9 --out seeds"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private SpecOptions specOptions = new SpecOptions();
  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Root of the run's random streams, instead of the specification's.")
  private @Nullable Long seed;

  @Option(
      names = "--seeds",
      paramLabel = "SEEDS",
      converter = SeedList.Converter.class,
      description =
          "Several seeds, such as 0-9 or 1,5,7: one thread each, several at once, each with the bits it has alone. Started again, it leaves out what is finished and goes on with what is not.")
  private @Nullable SeedList seeds;

  @Option(
      names = "--out",
      paramLabel = "RUN.h5|DIR",
      description =
          "The run file to make, by default the run's name with .h5; with --seeds the folder for run files.")
  private @Nullable Path out;

  @Option(names = "--force", description = "Replace an existing run file.")
  private boolean force;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seeds != null) {
      return train(seeds);
    }
    RunSpec spec = specOptions.load(seed);
    Path file = out != null ? out : Path.of(spec.name() + ".h5");
    return TrainingSession.of(command, spec)
        .run(
            file,
            (listener, stop) -> Trainer.train(spec, file, force, threads.count(), listener, stop));
  }

  private int train(SeedList several) throws IOException, InterruptedException {
    if (seed != null || force || out == null) {
      throw new ParameterException(
          command.commandLine(),
          "--seeds needs --out, the folder for the run files, and goes with neither --seed nor --force");
    }
    var runs = new SeedRuns(specOptions.load(null), several.seeds(), out);
    var err = command.commandLine().getErr();
    try (var interrupt = Interrupt.listen()) {
      List<Path> files =
          runs.run(
              threads.count(),
              interrupt,
              (spec, run) -> run,
              done -> {
                err.printf(Locale.ROOT, "%d of %d: %s%n", done.size(), runs.size(), done.getLast());
                err.flush();
              });
      if (files.size() < runs.size()) {
        err.println("Stopped. Give the same command again to go on.");
        return TrainingSession.INTERRUPTED;
      }
      command
          .commandLine()
          .getOut()
          .printf(Locale.ROOT, "Trained %d runs in %s.%n", files.size(), out);
      return 0;
    }
  }
}
