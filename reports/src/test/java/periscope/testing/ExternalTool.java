package periscope.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that a test needs and a machine may lack. Without it the test is skipped with a reason
 * that names it, or fails where the environment says {@code CI=true}: there nothing is skipped.
 */
public final class ExternalTool {
  private ExternalTool() {}

  /** The first of these programs that is there. */
  public static Path find(List<Path> places, String what) {
    for (Path place : places) {
      if (Files.isExecutable(place)) {
        return place;
      }
    }
    String reason = "%s is not installed: looked for %s".formatted(what, places);
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(reason + ", and CI=true allows no skipping");
    }
    Assumptions.abort(reason);
    throw new AssertionError("not reached");
  }
}
