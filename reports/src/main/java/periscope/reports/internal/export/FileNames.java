package periscope.reports.internal.export;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Names of measures and parameters as names of files: nothing in them leaves the folder. */
final class FileNames {
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";

  private FileNames() {}

  /**
   * One file's name: a slash becomes a dot, and what is not a letter, digit, dot, underscore or
   * hyphen is written as %XX.
   */
  static String of(String name) {
    var text = new StringBuilder();
    for (byte unit : name.replace('/', '.').getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (unit & 0xff);
      if (PLAIN.indexOf(c) >= 0 && !(c == '.' && text.isEmpty())) {
        text.append(c);
      } else {
        text.append(String.format(Locale.ROOT, "%%%02X", unit & 0xff));
      }
    }
    return text.toString();
  }
}
