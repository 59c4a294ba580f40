package periscope.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that is not ours and against which we test: Python with h5py, h5dump, a browser. Where
 * it is missing the test is skipped and says what to install; but where the environment says {@code
 * CI=true} it fails, so that no such test is ever skipped unnoticed.
 */
public final class ExternalTool {
  private static final Duration PROBE_TIME = Duration.ofSeconds(30);
  private static final List<String> FOLDERS = List.of("/usr/bin", "/usr/local/bin", "/snap/bin");

  private final Path program;

  private ExternalTool(Path program) {
    this.program = program;
  }

  /** A Python that can import h5py, and so NumPy. */
  public static ExternalTool h5py() {
    return python("h5py", "python3-h5py");
  }

  /** A Python that can import a module; the package is what to install for it on Debian. */
  public static ExternalTool python(String module, String debianPackage) {
    return find(List.of("python3"), List.of("-c", "import " + module), debianPackage);
  }

  /** HDF5's own tool that prints what is in a file. */
  public static ExternalTool h5dump() {
    return find(List.of("h5dump"), List.of("--version"), "hdf5-tools");
  }

  /** A browser that can run without a display. */
  public static ExternalTool chromium() {
    return find(
        List.of("chromium", "chromium-browser", "google-chrome"), List.of("--version"), "chromium");
  }

  /**
   * The first program of these names, on the path or in the usual folders, that succeeds with the
   * given arguments.
   */
  public static ExternalTool find(List<String> names, List<String> probe, String debianPackage) {
    for (String name : names) {
      for (Path candidate : candidates(name)) {
        ExternalTool tool = new ExternalTool(candidate);
        if (tool.answers(probe)) {
          return tool;
        }
      }
    }
    String reason =
        String.format(
            Locale.ROOT,
            "%s with arguments %s does not run here; on Debian, install %s",
            String.join(" or ", names),
            probe,
            debianPackage);
    if ("true".equals(System.getenv("CI"))) {
      return Assertions.fail(reason);
    }
    return Assumptions.abort(reason);
  }

  private static List<Path> candidates(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), FOLDERS.stream())
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .distinct()
        .toList();
  }

  private boolean answers(List<String> probe) {
    try {
      return run(PROBE_TIME, probe).exit() == 0;
    } catch (IOException | AssertionError e) {
      return false;
    }
  }

  /** Where the program is. */
  public Path program() {
    return program;
  }

  /** Runs the program to its end, which must come within a minute. */
  public Result run(String... arguments) throws IOException {
    return run(Duration.ofMinutes(1), List.of(arguments));
  }

  /** Runs the program to its end, which must come within the given time. */
  public Result run(Duration limit, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    return Result.of(command, limit);
  }
}
