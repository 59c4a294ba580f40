package periscope.cli;

import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** What the launcher knows of where messages go. */
final class Terminal {
  private Terminal() {}

  /** Whether standard error is a terminal; the launcher says so, since Java cannot ask. */
  static boolean interactive() {
    return Boolean.getBoolean("periscope.terminal");
  }

  /** A progress bar as ours all look: plain characters, counting in this unit. */
  static ProgressBarBuilder bar(String task, String unit) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setUnit(unit, 1)
        .setStyle(ProgressBarStyle.ASCII);
  }
}
