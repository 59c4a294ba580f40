package periscope.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A run file as h5py sees it. */
public final class RunInPython {
  private RunInPython() {}

  /**
   * Reads all that is committed and compares it with the checksums in the file; fails if it
   * differs.
   *
   * @return the last committed step
   */
  public static long lastStep(ExternalTool python, Path run) throws IOException {
    try (InputStream script = RunInPython.class.getResourceAsStream("committed.py")) {
      if (script == null) {
        throw new IOException("no script committed.py");
      }
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      return Long.parseLong(python.run("-c", text, run.toString()).succeeded().strip());
    }
  }
}
