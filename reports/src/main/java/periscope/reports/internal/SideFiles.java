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
  private static final String PAGE = ".html";

  private SideFiles() {}

  /** Where they go: beside {@code x.html}, {@code x.summary.json} and {@code x.measures.csv}. */
  public static List<Path> pathsFor(Path html) {
    return List.of(beside(html, ".summary.json"), beside(html, ".measures.csv"));
  }

  /** Writes both; each is there whole or not at all, and an old one stays until then. */
  public static List<Path> write(RunReader run, Path file, MeasureFile measures, Path html)
      throws IOException {
    List<Path> paths = pathsFor(html);
    ReportData data = RunData.of(run, file, measures);
    AtomicText.write(paths.get(0), writer -> new SummaryJson(data, measures).write(writer));
    AtomicText.write(paths.get(1), writer -> MeasuresCsv.write(run, measures, writer));
    return paths;
  }

  private static Path beside(Path html, String suffix) {
    String name = String.valueOf(html.getFileName());
    String stem = name.endsWith(PAGE) ? name.substring(0, name.length() - PAGE.length()) : name;
    return html.resolveSibling(stem + suffix);
  }
}
