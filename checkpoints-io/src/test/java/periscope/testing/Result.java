package periscope.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a finished program leaves.
 *
 * @param exit its exit code
 * @param out what it printed
 * @param err what it printed to the error stream
 */
public record Result(int exit, String out, String err) {

  /** Runs a command to its end, and kills it and fails if that takes longer than the limit. */
  static Result of(List<String> command, Duration limit) throws IOException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      await(process, command, limit);
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static void await(Process process, List<String> command, Duration limit)
      throws IOException {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            String.format(Locale.ROOT, "%s did not end within %s", command, limit));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + command, e);
    }
  }

  /** The output, after checking that the program succeeded. */
  public String succeeded() {
    if (exit != 0) {
      throw new AssertionError(String.format(Locale.ROOT, "exit %d%n%s%n%s", exit, out, err));
    }
    return out;
  }
}
