package periscope.reports.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;

/**
 * The files that stand beside a page: what it says as {@code x.summary.json}, and every single
 * number over steps as {@code x.measures.csv}.
 */
public final class SideFiles {
  private SideFiles() {}

  /** Where the summary of a page goes: {@code x.summary.json} beside {@code x.html}. */
  public static Path summaryFor(Path html) {
    return beside(html, ".summary.json");
  }

  /** Where the numbers of a page go: {@code x.measures.csv} beside {@code x.html}. */
  public static Path measuresFor(Path html) {
    return beside(html, ".measures.csv");
  }

  /** Writes both; each is there whole or not at all, and an old one stays until then. */
  public static List<Path> write(ReportData data, RunReader run, MeasureFile measures, Path html)
      throws IOException {
    List<Path> paths = List.of(summaryFor(html), measuresFor(html));
    AtomicText.write(paths.get(0), writer -> new SummaryJson(data, measures).write(writer));
    AtomicText.write(paths.get(1), writer -> MeasuresCsv.write(run, measures, writer));
    return paths;
  }

  private static Path beside(Path html, String suffix) {
    String stem = String.valueOf(html.getFileName()).replaceFirst("\\.html?$", "");
    return html.resolveSibling(stem + suffix);
  }
}
