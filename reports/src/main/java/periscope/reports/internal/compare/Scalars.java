package periscope.reports.internal.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;
import periscope.probes.MeasureSpec;
import periscope.reports.internal.Rows;
import periscope.reports.internal.Series;

/** The single numbers over steps that a run has: logged metrics, and measures at checkpoints. */
final class Scalars {
  private Scalars() {}

  /** Ids of all of them. */
  static List<String> ids(RunReader run, MeasureFile measures) {
    Set<String> ids = new LinkedHashSet<>(measured(measures));
    ids.addAll(logged(run));
    return List.copyOf(ids);
  }

  /** Ids of those that were measured at the checkpoints. */
  static List<String> measured(MeasureFile measures) {
    return measures.series().stream().filter(id -> measures.spec(id).shape().isEmpty()).toList();
  }

  private static List<String> logged(RunReader run) {
    return run.metricSteps().length > 0 ? run.metrics() : List.of();
  }

  /** Each of them as densely as the run has it. */
  static List<Series> of(RunReader run, MeasureFile measures) throws IOException {
    List<String> logged = logged(run);
    List<Series> series = new ArrayList<>();
    for (String id : logged) {
      series.add(Series.of(id, Series.Axis.METRICS, List.of(), run.metric(id)));
    }
    for (String id : measured(measures)) {
      if (!logged.contains(id)) {
        MeasureSpec spec = measures.spec(id);
        series.add(
            new Series(
                id,
                Series.Axis.CHECKPOINTS,
                List.of(),
                spec.definition(),
                Rows.of(measures.all(id), 1)));
      }
    }
    return series;
  }

  /** What is odd about the numbers themselves, in sentences. */
  static List<String> oddities(RunReader run) throws IOException {
    List<String> notes = new ArrayList<>();
    for (String id : logged(run)) {
      double[] values = run.metric(id);
      long bad = Arrays.stream(values).filter(value -> !Double.isFinite(value)).count();
      if (bad > 0) {
        int first = 0;
        while (Double.isFinite(values[first])) {
          first++;
        }
        notes.add(
            String.format(
                Locale.ROOT,
                "%s is not a finite number at %,d of %,d logged steps, first at step %,d; its line has gaps there.",
                id,
                bad,
                values.length,
                run.metricSteps()[first]));
      }
    }
    return notes;
  }
}
