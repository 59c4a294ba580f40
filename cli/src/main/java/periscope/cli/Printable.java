package periscope.cli;

import java.util.regex.Pattern;

/** Makes names and values that come from others' files fit for a terminal. */
final class Printable {
  /** Escapes, line ends, and marks that turn the direction of text. */
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private Printable() {}

  /** The text, with a replacement character for what would not be seen. */
  static String of(String text) {
    return UNSEEN.matcher(text).replaceAll("\ufffd");
  }
}
