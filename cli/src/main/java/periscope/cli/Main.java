package periscope.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
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
    footer = {"", "Example:", "  periscope demo"})
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
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
          ExportCommand.class);

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print stack traces of failures.")
  private boolean debug;

  private Main() {}

  /** Runs a command and exits with its code: 0 done, 1 failure, 2 bad usage. */
  public static void main(String[] args) {
    var standard = StandardOutput.ofProcess();
    var out = new PrintWriter(standard, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(out, err, args);
    Optional<String> problem = standard.problem();
    problem.ifPresent(
        reason -> err.println("periscope: standard output cannot be written: " + reason));
    System.exit(code == 0 && problem.isPresent() ? Failures.FAILURE : code);
  }

  /** Runs a command that prints to these, and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    var main = new Main();
    try {
      return execute(main, out, err, args);
    } catch (OutOfMemoryError e) {
      if (main.debug) {
        e.printStackTrace(err);
      }
      err.printf(
          Locale.ROOT,
          "periscope: this needs more memory than the %,d MB that Java may take: make the network or the task smaller, or say JAVA_TOOL_OPTIONS=-Xmx8g, if the machine has so much%n",
          Runtime.getRuntime().maxMemory() >> 20);
      return Failures.FAILURE;
    } catch (LinkageError e) { // a native library, or a jar that was made for another version
      if (main.debug) {
        e.printStackTrace(err);
      }
      err.println("periscope: " + Objects.requireNonNullElse(e.getMessage(), e.toString()));
      return Failures.FAILURE;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static int execute(Main main, PrintWriter out, PrintWriter err, String... args) {
    var root = new CommandLine(main);
    commands(args).forEach(root::addSubcommand);
    return root.setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler((e, line, parsed) -> Failures.report(e, line, main.debug))
        .execute(args);
  }

  /** The command that is asked for; all if that is none of them. To describe all takes 0.1 s. */
  private static List<Class<?>> commands(String... args) {
    List<Class<?>> asked =
        COMMANDS.stream().filter(type -> args.length > 0 && name(type).equals(args[0])).toList();
    return asked.isEmpty() ? COMMANDS : asked;
  }

  private static String name(Class<?> type) {
    return type.getAnnotation(Command.class).name();
  }
}
