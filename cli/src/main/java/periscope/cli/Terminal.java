package periscope.cli;

/** What the launcher knows of where messages go. */
final class Terminal {
  private Terminal() {}

  /** Whether standard error is a terminal; the launcher says so, since Java cannot ask. */
  static boolean interactive() {
    return Boolean.getBoolean("periscope.terminal");
  }
}
