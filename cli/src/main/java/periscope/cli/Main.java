package periscope.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
      ReplayCommand.class,
      SweepCommand.class,
      ImportCommand.class,
      InspectCommand.class,
      ProbeCommand.class,
      AblateCommand.class,
      MapCommand.class,
      ReportCommand.class,
      ExportCommand.class
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
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /** Runs a command that prints to these, and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    var main = new Main();
    int code =
        new CommandLine(main)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Failures::usage)
            .setExecutionExceptionHandler((e, line, parsed) -> Failures.report(e, line, main.debug))
            .execute(args);
    out.flush();
    err.flush();
    return code;
  }
}
