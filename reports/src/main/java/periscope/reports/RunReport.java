package periscope.reports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;
import periscope.reports.internal.ReportData;
import periscope.reports.internal.ReportPage;
import periscope.reports.internal.RunData;
import periscope.reports.internal.SideFiles;

/**
 * The page of one run: a single HTML file that holds its figures, its numbers and its scripts,
 * opens from disk and fetches nothing. See docs/report.md for how to read it.
 *
 * <p>Memory does not grow with the number of checkpoints, except by what the page itself holds.
 */
public final class RunReport {
  private RunReport() {}

  /**
   * Writes the page. An existing file is replaced, once the new one is complete.
   *
   * @param run the run file, for its specification, provenance and logged metrics
   * @param probes the measures of that run
   * @param html the page to write
   * @throws IOException if a file cannot be read or written, or the measures are another run's
   */
  public static void write(Path run, Path probes, Path html) throws IOException {
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(probes)) {
      ReportPage.of(RunData.of(reader, probes, measures)).write(html);
    }
  }

  /**
   * Writes the page, and beside it what it says as files for programs: {@code x.summary.json} and
   * {@code x.measures.csv} beside {@code x.html}. Existing ones are replaced, each once it is
   * complete.
   *
   * @return the files beside the page
   * @throws IOException if a file cannot be read or written, or the measures are another run's
   */
  public static List<Path> writeWithFiles(Path run, Path probes, Path html) throws IOException {
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(probes)) {
      ReportData data = RunData.of(reader, probes, measures);
      ReportPage.of(data).write(html);
      return SideFiles.write(data, reader, measures, html);
    }
  }

  /** The files that {@link #writeWithFiles} writes beside a page. */
  public static List<Path> filesBeside(Path html) {
    return List.of(SideFiles.summaryFor(html), SideFiles.measuresFor(html));
  }
}
