package periscope.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A second JVM on the class path of the tests: to be watched from outside, or killed. */
public final class ChildJvm {
  private ChildJvm() {}

  /** The command that runs a class with {@code main}. */
  public static List<String> command(List<String> flags, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.addAll(flags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }

  /** Starts one; its error stream is the tests' own. */
  public static Process start(Class<?> main, String... arguments) throws IOException {
    return new ProcessBuilder(command(List.of(), main, List.of(arguments)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Runs one to its end, which must come within a minute. */
  public static Result run(List<String> flags, Class<?> main, String... arguments)
      throws IOException {
    return run(Duration.ofMinutes(1), flags, main, arguments);
  }

  /** Runs one to its end, which must come within the given time. */
  public static Result run(Duration limit, List<String> flags, Class<?> main, String... arguments)
      throws IOException {
    return Result.of(command(flags, main, List.of(arguments)), limit);
  }

  /** Reads lines that a process prints until one is as given; fails if the output ends before. */
  public static void awaitLine(BufferedReader output, String wanted) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals(wanted)) {
        return;
      }
    }
    throw new AssertionError("the process ended without printing " + wanted);
  }

  /** Kills as the kernel does when memory runs out: no handler of the process runs. */
  public static void kill(Process process) throws IOException {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while killing", e);
    }
  }
}
