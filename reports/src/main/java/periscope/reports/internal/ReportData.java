package periscope.reports.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that one run's page shows. All text in it is untrusted.
 *
 * @param name the run's name
 * @param description where the set-up comes from, in sentences; may be empty
 * @param notes what to bear in mind when reading the measures, in sentences
 * @param facts what the header says about it, most important first
 * @param spec the run's specification as JSON text; may be empty
 * @param provenance what made the run, in the order to show
 * @param steps the checkpoints' steps, ascending
 * @param metricSteps the steps of the dense metrics, ascending; may be empty
 * @param series measures over steps
 * @param constants measures of the final checkpoint, flat
 * @param events memorised, half and generalised, in that order, then others and the phases' borders
 * @param absent measures that do not apply to this run, and why
 * @param background definitions, and what it takes to run the network
 */
public record ReportData(
    String name,
    String description,
    List<String> notes,
    List<Fact> facts,
    String spec,
    Map<String, String> provenance,
    List<Long> steps,
    List<Long> metricSteps,
    List<Series> series,
    Map<String, double[]> constants,
    List<Event> events,
    Map<String, String> absent,
    Background background) {

  /** Checks that there is a checkpoint and that every series has a row for each step. */
  public ReportData {
    if (steps.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "run '%s' has no checkpoint to report", name));
    }
    steps = List.copyOf(steps);
    metricSteps = List.copyOf(metricSteps);
    notes = List.copyOf(notes);
    facts = List.copyOf(facts);
    series = List.copyOf(series);
    events = List.copyOf(events);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    absent = Collections.unmodifiableMap(new LinkedHashMap<>(absent));
    for (Series one : series) {
      int expected =
          switch (one.axis()) {
            case CHECKPOINTS -> steps.size();
            case METRICS -> metricSteps.size();
          };
      if (one.rows().count() != expected) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "series '%s' has %d rows, expected %d: one for every step of its axis",
                one.id(),
                one.rows().count(),
                expected));
      }
    }
  }
}
