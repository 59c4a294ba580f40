package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import periscope.trainer.RunSpec;
import periscope.trainer.TrainingListener;
import periscope.trainer.TrainingResult;
import picocli.CommandLine.Model.CommandSpec;

/** Trains with progress on standard error, Ctrl-C as a request to stop, and a last line. */
final class TrainingSession {
  /** Exit code after Ctrl-C, as shells have it. */
  static final int INTERRUPTED = 130;

  private final CommandSpec command;
  private final String name;
  private final long steps;
  private final boolean says;
  private final UnaryOperator<String> goOn;

  private TrainingSession(
      CommandSpec command, RunSpec spec, boolean says, UnaryOperator<String> goOn) {
    this.command = command;
    name = spec.name();
    steps = spec.steps();
    this.says = says;
    this.goOn = goOn;
  }

  private static String resume(String file) {
    return "Go on with: periscope resume " + file;
  }

  /** A session for a run of this specification. */
  static TrainingSession of(CommandSpec command, RunSpec spec) {
    return new TrainingSession(command, spec, true, TrainingSession::resume);
  }

  /** A session that leaves it to its command to say how a completed run went. */
  static TrainingSession quiet(CommandSpec command, RunSpec spec) {
    return new TrainingSession(command, spec, false, TrainingSession::resume);
  }

  /** A quiet session for a replay, which cannot be resumed. */
  static TrainingSession ofReplay(CommandSpec command, RunSpec spec) {
    return new TrainingSession(
        command, spec, false, file -> "Replay again, with --force, for the rest.");
  }

  /** What trains. */
  @FunctionalInterface
  interface Training {
    /** Trains until done or asked to stop. */
    TrainingResult run(TrainingListener listener, BooleanSupplier stop) throws IOException;
  }

  /** Trains, says how it ended, and returns the exit code. */
  int run(Path file, Training training) throws IOException {
    var out = command.commandLine().getOut();
    var err = command.commandLine().getErr();
    long began = System.nanoTime();
    try (var interrupt = Interrupt.listen()) {
      TrainingResult result;
      boolean moved;
      try (var progress = new TrainingProgress(name, steps, err)) {
        result = training.run(progress, interrupt);
        moved = progress.moved();
      } catch (IOException e) {
        throw DiskFull.explain(e, file, goOn.apply(file.toString()));
      }
      if (!result.complete()) {
        err.printf(
            Locale.ROOT,
            "Stopped after step %,d; %s holds %s. %s%n",
            result.step(),
            file,
            result.lastCheckpoint() < 0
                ? "no checkpoint yet"
                : String.format(Locale.ROOT, "everything up to step %,d", result.lastCheckpoint()),
            goOn.apply(file.toString()));
        err.flush();
        return INTERRUPTED;
      }
      if (says && !moved) {
        out.printf(
            Locale.ROOT,
            "%s is trained to its end, step %,d, already: --steps N goes on past it.%n",
            file,
            result.step());
      } else if (says) {
        out.printf(
            Locale.ROOT,
            "Trained to step %,d in %.1f s: %s. Next: periscope probe %s%n",
            result.step(),
            (System.nanoTime() - began) / 1e9,
            file,
            file);
      }
      return 0;
    }
  }
}
