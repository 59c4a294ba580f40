package periscope.reports.internal.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import periscope.probes.MeasureFile;
import periscope.reports.RunReport;
import periscope.reports.internal.AtomicText;

/** A comparison as a folder: its page, and two files for each run in the folder {@code runs}. */
public final class StudyFolder {
  /** Where the files of the runs are. */
  private static final String RUNS = "runs";

  private StudyFolder() {}

  /**
   * Writes the files of the runs, then the page.
   *
   * @param progress hears the label of each run whose files are there
   * @return the page
   */
  public static Path write(Study study, Path folder, Consumer<String> progress) throws IOException {
    Path runs = Files.createDirectories(folder.resolve(RUNS));
    List<String> pages = new ArrayList<>();
    for (Member member : study.members()) {
      if (member.isRead()) {
        RunReport.write(
            member.run(), MeasureFile.pathFor(member.run()), runs.resolve(member.key() + ".html"));
        CurvePacket packet = CurvePacket.of(member);
        AtomicText.write(
            runs.resolve(member.key() + ".js"),
            writer -> writer.append("periscopeRun(").append(packet.json()).append(");\n"));
        pages.add(member.key());
        progress.accept(member.label());
      }
    }
    Path index = folder.resolve("index.html");
    ComparisonPage.withFiles(study, pages).write(index);
    return index;
  }
}
