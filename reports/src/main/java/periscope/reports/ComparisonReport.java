package periscope.reports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import periscope.reports.internal.SideFiles;
import periscope.reports.internal.compare.ComparisonPage;
import periscope.reports.internal.compare.MeasureTable;
import periscope.reports.internal.compare.Member;
import periscope.reports.internal.compare.Study;
import periscope.reports.internal.compare.StudyFolder;
import periscope.reports.internal.compare.SummaryFile;

/**
 * The comparison of several runs, typically the seeds of one set-up: a page with a line for every
 * run, and its numbers beside it in {@code NAME.summary.json} and {@code NAME.measures.csv}. See
 * docs/report.md for how to read it.
 *
 * <p>A run that cannot be read is named in the page, and so is why. Runs are read one after
 * another: memory does not grow with their number, except by what the page says of each at a
 * glance.
 */
public final class ComparisonReport {
  private final Study study;

  private ComparisonReport(Study study) {
    this.study = study;
  }

  /**
   * Reads what the page says of each run at a glance. The measures of each are expected beside it,
   * see {@link periscope.probes.MeasureFile#pathFor}.
   *
   * @param runs the run files, at least one, in the order to show
   * @param failures why some of them could not be measured, in a sentence; these are not read
   * @throws IllegalArgumentException without runs
   */
  public static ComparisonReport of(List<Path> runs, Map<Path, String> failures) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a comparison needs at least one run, there is none");
    }
    return new ComparisonReport(Study.of(runs, failures));
  }

  /** Runs that could not be read, and why. */
  public Map<Path, String> unread() {
    Map<Path, String> unread = new LinkedHashMap<>();
    for (Member member : study.members()) {
      if (member.failure() != null) {
        unread.put(member.run(), member.failure());
      }
    }
    return unread;
  }

  /**
   * Writes the comparison as one self-contained page. An existing one is replaced, once the new one
   * is complete.
   *
   * @param html the page
   * @throws IOException if a file cannot be read or written
   */
  public void write(Path html) throws IOException {
    ComparisonPage.whole(study).write(html);
  }

  /**
   * Writes the comparison as a folder: {@code index.html}, and for each run {@code runs/NAME.html},
   * its own page, and {@code runs/NAME.js}, its curves, which the comparison loads when it is open.
   * A run whose page cannot be made is left without one, and the comparison says why.
   *
   * @param folder the folder, made if it is not there
   * @param progress hears the name of each run whose files are written
   * @throws IOException if a file cannot be written
   */
  public FolderReport writeFolder(Path folder, Consumer<String> progress) throws IOException {
    return StudyFolder.write(study, folder, progress);
  }

  /**
   * Writes the numbers of a page beside it, see {@link RunReport#filesBeside}. Existing files are
   * replaced, each once it is complete.
   *
   * @return the files
   * @throws IOException if a file cannot be read or written
   */
  public List<Path> writeFiles(Path html) throws IOException {
    Path summary = SideFiles.summaryFor(html);
    Path measures = SideFiles.measuresFor(html);
    SummaryFile.write(study, summary);
    MeasureTable.write(study, measures);
    return List.of(summary, measures);
  }
}
