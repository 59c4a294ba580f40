package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import periscope.trainer.CheckpointSchedule;
import periscope.trainer.Replay;
import periscope.trainer.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code periscope replay}. */
@Command(
    name = "replay",
    description = {
      "Train a part of a run again, bit for bit, and store it more densely.",
      "It begins at the nearest state of the optimizer that was kept ('train --keep-states'), or at step 0, and compares every checkpoint that the run has too."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  periscope replay pair-mod67.h5 --from 17000 --to 19000 --every 10 --out dense.h5"
    })
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN.h5", description = "The run file.")
  private Path run = Path.of("");

  @Option(names = "--from", required = true, paramLabel = "S", description = "The first step.")
  private long from;

  @Option(names = "--to", required = true, paramLabel = "S", description = "The last step.")
  private long to;

  @Option(
      names = "--every",
      required = true,
      paramLabel = "K",
      description = "Store weights and metrics at every K-th step from the first.")
  private long every;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DENSE.h5",
      description = "The run file to make.")
  private Path out = Path.of("");

  @Option(
      names = "--approximate",
      description = "Go on where the bits may differ from the run's, or do: on another machine.")
  private boolean approximate;

  @Option(names = "--force", description = "Replace an existing file.")
  private boolean force;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    OutputFiles.requireOther(List.of(run), out);
    CheckpointSchedule.Window window = window();
    var spec = Trainer.specOf(run).with(to, window);
    var result = new AtomicReference<Replay.@Nullable Result>();
    int code =
        TrainingSession.ofReplay(command, spec)
            .run(
                out,
                (listener, stop) -> {
                  var replayed =
                      new Replay(run, window, approximate)
                          .write(out, force, threads.count(), listener, stop);
                  result.set(replayed);
                  return replayed.training();
                });
    Replay.Result replayed = result.get();
    if (code == 0 && replayed != null) {
      command.commandLine().getOut().println(sentence(replayed));
    }
    return code;
  }

  private CheckpointSchedule.Window window() {
    if (to < 1) {
      throw new ParameterException(
          command.commandLine(), String.format(Locale.ROOT, "--to is %d, expected 1 or more", to));
    }
    try {
      return new CheckpointSchedule.Window(from, to, every);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(),
          String.format(
              Locale.ROOT,
              "--from %d --to %d --every %d: expected a first step of 0 or more, a last one not before it, and 1 or more between",
              from,
              to,
              every),
          e);
    }
  }

  private String sentence(Replay.Result replayed) {
    int same = replayed.shared() - replayed.different();
    return String.format(
        Locale.ROOT,
        "Replayed steps %,d to %,d from the state at step %,d: %s; of the %d steps that the run has too, %d have the same bits.",
        from,
        to,
        replayed.start(),
        out,
        replayed.shared(),
        same);
  }
}
