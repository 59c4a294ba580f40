package periscope.reports.internal.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVPrinter;
import periscope.probes.MeasureFile;
import periscope.reports.internal.AtomicText;
import periscope.reports.internal.Csv;

/**
 * The single numbers of all runs as one long CSV table: a row for each run, measure and checkpoint.
 * Fields of the specifications that differ are columns. What was not measured is empty.
 */
public final class MeasureTable {
  private MeasureTable() {}

  /** Writes the table, one run after another. */
  public static void write(Study study, Path file) throws IOException {
    List<String> paths = Grouping.differing(study.members());
    List<String> columns = paths.stream().filter(path -> !path.equals("seed")).toList();
    AtomicText.write(
        file,
        writer -> {
          CSVPrinter csv = Csv.printer(writer);
          List<String> header = new ArrayList<>(List.of("run", "seed"));
          columns.forEach(path -> header.add(Csv.inertOrNumber(path)));
          header.addAll(List.of("id", "step", "value"));
          csv.printRecord(header);
          for (Member member : study.members()) {
            if (member.isRead()) {
              write(member, columns, csv);
            }
          }
          csv.flush();
        });
  }

  private static void write(Member member, List<String> columns, CSVPrinter csv)
      throws IOException {
    List<String> first =
        new ArrayList<>(
            List.of(Csv.inertOrNumber(member.label()), Csv.inertOrNumber(member.seed())));
    columns.forEach(
        path ->
            first.add(Csv.inertOrNumber(member.fields().getOrDefault(path, SpecFields.NOT_SET))));
    try (MeasureFile measures = MeasureFile.open(MeasureFile.pathFor(member.run()))) {
      long[] steps = measures.steps();
      for (String id : Scalars.measured(measures)) {
        double[] values = measures.all(id);
        for (int i = 0; i < values.length; i++) {
          for (String cell : first) {
            csv.print(cell);
          }
          csv.printRecord(Csv.inert(id), steps[i], Csv.number(values[i]));
        }
      }
    }
  }
}
