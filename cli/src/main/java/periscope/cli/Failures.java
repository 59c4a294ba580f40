package periscope.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into one sentence and an exit code. */
final class Failures {
  static final int FAILURE = 1;
  static final int USAGE = 2;

  private Failures() {}

  /** Arguments that do not fit. */
  static int usage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    print(line, orName(e.getMessage(), e));
    if (!UnmatchedArgumentException.printSuggestions(e, line.getErr())) {
      line.getErr().printf(Locale.ROOT, "Try 'periscope%s --help'.%n", commandPath(line));
    }
    return USAGE;
  }

  /** A command that failed. */
  static int report(Exception e, CommandLine line, boolean debug) throws Exception {
    print(line, sentence(e).lines().map(Printable::of).collect(Collectors.joining("\n")));
    if (debug) {
      e.printStackTrace(line.getErr());
    }
    return e instanceof IllegalArgumentException ? USAGE : FAILURE;
  }

  private static String commandPath(CommandLine line) {
    String name = line.getCommandSpec().qualifiedName();
    return name.startsWith("periscope") ? name.substring("periscope".length()) : " " + name;
  }

  private static void print(CommandLine line, String message) {
    line.getErr().println("periscope: " + message);
  }

  /** What went wrong, for a person. */
  static String sentence(Exception e) {
    return switch (e) {
      case FileAlreadyExistsException exists ->
          String.format(
              Locale.ROOT,
              "%s exists: name another with --out, or replace it with --force",
              exists.getFile());
      case NoSuchFileException missing ->
          String.format(Locale.ROOT, "%s does not exist", missing.getFile());
      case AccessDeniedException denied ->
          String.format(
              Locale.ROOT, "%s cannot be written or read: permission denied", denied.getFile());
      default ->
          DiskFull.isOne(e.getMessage())
              ? e.getMessage() + ": the disk is full, free some space and start again"
              : orName(e.getMessage(), e);
    };
  }

  private static String orName(@Nullable String message, Exception e) {
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
