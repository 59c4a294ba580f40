package periscope.reports.internal.compare;

import java.util.List;
import java.util.stream.Stream;
import periscope.reports.internal.PageAssets;

/**
 * The scripts and style sheets of a comparison. A panel is one file under {@code compare/panels}
 * and one line here; panels appear in this order.
 */
final class ComparisonAssets {
  /** What it shares with the page of one run. */
  private static final List<String> FOUNDATION =
      List.of(
          "dom.js",
          "codec.js",
          "format.js",
          "theme.js",
          "text.js",
          "draw-canvas.js",
          "draw-svg.js",
          "axes.js",
          "tooltip.js",
          "shared/pointer.js",
          "definitions.js",
          "picks.js",
          "exports.js",
          "controls.js",
          "frame.js",
          "layout.js");

  private static final List<String> OWN =
      List.of(
          "compare/study.js",
          "compare/curves.js",
          "compare/state.js",
          "compare/statistics.js",
          "compare/span.js",
          "compare/trace.js",
          "compare/extent.js",
          "compare/panels.js",
          "compare/pointing.js",
          "compare/chart.js",
          "compare/element-frame.js");

  private static final List<String> PANELS =
      List.of(
          "compare/panels/loss.js",
          "compare/panels/accuracy.js",
          "compare/panels/measure.js",
          "compare/panels/distribution.js",
          "compare/panels/correlation.js",
          "compare/panels/keys.js",
          "compare/panels/runs.js");

  private static final List<String> PAGE =
      List.of("compare/bar.js", "compare/summary.js", "compare/page.js");

  private static final List<String> STYLES =
      List.of("page.css", "panels.css", "compare/compare.css", "print.css");

  private ComparisonAssets() {}

  /** The scripts, each for an element of its own. */
  static List<String> scripts() {
    return PageAssets.scripts(
        Stream.of(FOUNDATION, OWN, PANELS, PAGE).flatMap(List::stream).toList());
  }

  /** The style sheet. */
  static String style() {
    return PageAssets.style(STYLES);
  }
}
