package periscope.reports.internal.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;
import periscope.reports.FolderReport;
import periscope.reports.internal.AtomicText;
import periscope.reports.internal.ReportPage;
import periscope.reports.internal.RunData;

/** A comparison as a folder: its page, and two files for each run in the folder {@code runs}. */
public final class StudyFolder {
  /** Where the files of the runs are. */
  private static final String RUNS = "runs";

  private StudyFolder() {}

  /**
   * Writes the files of the runs, then the page. A run whose page cannot be made is left without
   * one, and the page says so; only what cannot be written stops the others.
   *
   * @param progress hears the label of each run whose files are there
   */
  public static FolderReport write(Study study, Path folder, Consumer<String> progress)
      throws IOException {
    Path runs = Files.createDirectories(folder.resolve(RUNS));
    List<String> pages = new ArrayList<>();
    Map<Path, String> failures = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    for (Member member : study.members()) {
      String why = member.isRead() ? writeFiles(member, runs) : member.failure();
      if (why == null) {
        pages.add(member.key());
      } else {
        Files.deleteIfExists(page(runs, member)); // that of an earlier report
      }
      if (!member.isRead()) {
        Files.deleteIfExists(curves(runs, member));
        continue;
      }
      if (why != null) {
        failures.put(member.run(), why);
        notes.add(String.format(Locale.ROOT, "%s has no page of its own: %s", member.label(), why));
      }
      progress.accept(member.label());
    }
    Path index = folder.resolve("index.html");
    ComparisonPage.withFiles(study, pages, notes).write(index);
    return new FolderReport(index, failures);
  }

  private static Path page(Path runs, Member member) {
    return runs.resolve(member.key() + ".html");
  }

  private static Path curves(Path runs, Member member) {
    return runs.resolve(member.key() + ".js");
  }

  /** Writes the files of a run; says why if its page cannot be made. */
  private static @Nullable String writeFiles(Member member, Path runs) throws IOException {
    CurvePacket packet = CurvePacket.of(member);
    AtomicText.write(
        curves(runs, member),
        writer -> writer.append("periscopeRun(").append(packet.json()).append(");\n"));
    ReportPage page;
    try {
      page = pageOf(member.run());
    } catch (IOException | RuntimeException e) {
      String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      String file = member.run().toString();
      return what.contains(file) ? what : file + ": " + what;
    }
    page.write(page(runs, member));
    return null;
  }

  private static ReportPage pageOf(Path run) throws IOException {
    Path probes = MeasureFile.pathFor(run);
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(probes)) {
      return ReportPage.of(RunData.of(reader, probes, measures));
    }
  }
}
