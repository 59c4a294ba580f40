package periscope.reports.internal;

import gg.jte.TemplateException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Text files that are there whole or not at all. */
public final class AtomicText {

  /** Writes the text. */
  public interface Body {
    void write(BufferedWriter writer) throws IOException;
  }

  private AtomicText() {}

  /**
   * Writes UTF-8, what is not Unicode as a question mark, beside the file and renames it when
   * complete; an old file stays until then.
   */
  public static void write(Path file, Body body) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path partial = absolute.resolveSibling(absolute.getFileName() + ".partial");
    try {
      try (BufferedWriter writer =
          new BufferedWriter(
              new OutputStreamWriter(Files.newOutputStream(partial), StandardCharsets.UTF_8))) {
        body.write(writer);
      } catch (TemplateException e) {
        throw new IOException(file + " cannot be written: " + innermost(e).getMessage(), e);
      }
      Files.move(partial, absolute, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** A template fails with words of its own when what it writes to does. */
  private static Throwable innermost(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : innermost(cause);
  }
}
