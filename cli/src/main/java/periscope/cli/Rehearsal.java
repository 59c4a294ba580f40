package periscope.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Goes through the commands once in one process, on a run of two seconds. The launcher lets Java
 * keep what it has loaded and linked by then, so that later starts are quicker.
 */
final class Rehearsal {
  private Rehearsal() {}

  /** Writes into a folder, whose files of an earlier rehearsal it replaces; exits as they do. */
  public static void main(String[] args) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    System.exit(run(Path.of(args[0]), out));
  }

  /** The exit code of the first command that fails; 0 if none does. */
  static int run(Path folder, PrintWriter out) {
    String run = folder.resolve("run.h5").toString();
    String page = folder.resolve("run.html").toString();
    List<List<String>> commands =
        List.of(
            List.of("--version"),
            List.of("presets"),
            List.of("train", "pair-circle5", "--steps", "300", "--out", run, "--force"),
            List.of("inspect", run),
            List.of("probe", run, "--anew"), // it has key frequencies from the start
            List.of("probe", run, "--json"),
            List.of("ablate", run, "--frequency", "1"),
            List.of("report", run, "-o", page, "--force"));
    for (List<String> command : commands) {
      int code = Main.run(out, out, command.toArray(String[]::new));
      if (code != 0) {
        return code;
      }
    }
    return 0;
  }
}
