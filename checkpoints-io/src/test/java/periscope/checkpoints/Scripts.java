package periscope.checkpoints;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Python programs among the resources of the tests. */
final class Scripts {
  private Scripts() {}

  static String read(String name) throws IOException {
    try (InputStream script = Scripts.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new IOException("no script " + name);
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
