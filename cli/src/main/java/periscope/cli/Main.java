package periscope.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line's root. */
@Command(
    name = "periscope",
    description = "Watch small networks memorise, then generalise, and see why.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      PresetsCommand.class,
      TrainCommand.class,
      ResumeCommand.class,
      SweepCommand.class,
      InspectCommand.class,
      ProbeCommand.class,
      ReportCommand.class
    },
    footer = {"", "Example:", "  periscope demo"})
public final class Main {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print stack traces of failures.")
  private boolean debug;

  private Main() {}

  /** Runs a command and exits with its code: 0 done, 1 failure, 2 bad usage. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command and returns its exit code. */
  static int run(String... args) {
    var main = new Main();
    return new CommandLine(main)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler((e, line, parsed) -> Failures.report(e, line, main.debug))
        .execute(args);
  }
}
