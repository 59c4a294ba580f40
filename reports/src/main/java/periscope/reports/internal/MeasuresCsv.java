package periscope.reports.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVPrinter;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;

/**
 * Every single number of a run over steps, a row each: {@code step,id,value}. One id after the
 * other, steps rising. At a checkpoint it is the measure's value; between checkpoints that which
 * the run logged. Numbers have the digits that make them again; what is not a number is empty.
 */
public final class MeasuresCsv {
  private MeasuresCsv() {}

  /** Writes them; memory holds one id's values at a time. */
  static void write(RunReader run, MeasureFile measures, Appendable out) throws IOException {
    CSVPrinter csv = Csv.printer(out);
    csv.printRecord("step", "id", "value");
    Set<String> ids = new LinkedHashSet<>();
    for (String id : measures.series()) {
      if (measures.spec(id).shape().isEmpty()) {
        ids.add(id);
      }
    }
    Set<String> logged = new LinkedHashSet<>(run.metrics());
    ids.addAll(logged);
    Column empty = new Column(new long[0], new double[0]);
    for (String id : ids) {
      Column measured = measures.has(id) ? new Column(measures.steps(), measures.all(id)) : empty;
      Column dense = logged.contains(id) ? new Column(run.metricSteps(), run.metric(id)) : empty;
      merge(csv, id, measured, dense);
    }
    csv.flush();
  }

  /** Values at rising steps. */
  private static final class Column {
    private final long[] steps; // [n]
    private final double[] values; // [n]

    Column(long[] steps, double[] values) {
      if (steps.length != values.length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%d values for %d steps, expected as many",
                values.length,
                steps.length));
      }
      this.steps = steps;
      this.values = values;
    }
  }

  private static void merge(CSVPrinter csv, String id, Column measured, Column dense)
      throws IOException {
    int next = 0;
    for (int i = 0; i < dense.steps.length; i++) {
      long step = dense.steps[i];
      for (; next < measured.steps.length && measured.steps[next] <= step; next++) {
        row(csv, id, measured, next);
      }
      if (Arrays.binarySearch(measured.steps, step) < 0) {
        row(csv, id, dense, i);
      }
    }
    for (; next < measured.steps.length; next++) {
      row(csv, id, measured, next);
    }
  }

  private static void row(CSVPrinter csv, String id, Column column, int index) throws IOException {
    csv.printRecord(column.steps[index], Csv.inert(id), Csv.number(column.values[index]));
  }
}
