package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import periscope.trainer.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Override
  public Integer call() throws IOException {
    return TrainingSession.of(command, Trainer.specOf(file))
        .run(file, (listener, stop) -> Trainer.resume(file, threads.count(), listener, stop));
  }
}
