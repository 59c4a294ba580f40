package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import periscope.trainer.RunSpec;
import periscope.trainer.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code periscope train}. */
@Command(
    name = "train",
    description = "Train a preset or your own specification into a run file.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  periscope train pair-mod67 --seed 7 --checkpoints every:100 --out seed7.h5"
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
      names = "--out",
      paramLabel = "RUN.h5",
      description = "The run file to make; by default the run's name with .h5.")
  private @Nullable Path out;

  @Option(names = "--force", description = "Replace an existing run file.")
  private boolean force;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    RunSpec spec = specOptions.load(seed);
    Path file = out != null ? out : Path.of(spec.name() + ".h5");
    return TrainingSession.of(command, spec)
        .run(
            file,
            (listener, stop) -> Trainer.train(spec, file, force, threads.count(), listener, stop));
  }
}
