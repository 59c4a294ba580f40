package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.RunHeader;
import periscope.trainer.RunSpec;
import periscope.trainer.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code periscope resume}. */
@Command(
    name = "resume",
    description = "Go on with an interrupted run from its last checkpoint, bit for bit.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  periscope resume pair-mod67.h5"})
final class ResumeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN.h5", description = "The run file to go on with.")
  private Path file = Path.of("");

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Spec private CommandSpec command;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Go on to this step, instead of the one that the run was made for.")
  private @Nullable Long steps;

  /** The rest of a replay would have other checkpoints and metrics. */
  private void requireNoReplay() throws IOException {
    if (steps == null && RunHeader.of(file).provenance().containsKey("replayed")) {
      throw new IllegalArgumentException(
          file
              + " is a replay: replay again for what is missing, or train on from its end with --steps N");
    }
  }

  @Override
  public Integer call() throws IOException {
    OptionalLong end = steps == null ? OptionalLong.empty() : OptionalLong.of(steps);
    RunSpec made = Trainer.specOf(file);
    requireNoReplay();
    return TrainingSession.of(command, steps == null ? made : made.withSteps(steps))
        .run(file, (listener, stop) -> Trainer.resume(file, end, threads.count(), listener, stop));
  }
}
