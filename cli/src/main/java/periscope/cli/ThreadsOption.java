package periscope.cli;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --threads}. */
final class ThreadsOption {
  private static final int MOST = 1024;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads to use, all processors by default. The results are the same bits for any number.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The number of threads, 1 or more. */
  int count() {
    if (threads < 1 || threads > MOST) {
      throw new ParameterException(
          command.commandLine(),
          String.format(Locale.ROOT, "--threads is %d, expected 1 to %d", threads, MOST));
    }
    return threads;
  }
}
