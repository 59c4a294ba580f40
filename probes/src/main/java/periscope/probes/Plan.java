package periscope.probes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import periscope.models.spec.Names;

/** The measures of a run that are wanted, each with its probe. */
final class Plan {
  /** A measure and who computes it. */
  record Entry(Probe probe, Measure measure) {
    String id() {
      return measure.spec().id();
    }

    /** What it is, with the probe named. */
    MeasureSpec spec() {
      return measure.spec().by(probe);
    }
  }

  private final List<Entry> entries;
  private final List<ProbeFailure> failures;

  private Plan(List<Entry> entries, List<ProbeFailure> failures) {
    this.entries = List.copyOf(entries);
    this.failures = List.copyOf(failures);
  }

  /** Asks all probes for their measures of a run. */
  static Plan of(List<Probe> probes, RunContext run) {
    var entries = new ArrayList<Entry>();
    var failures = new ArrayList<ProbeFailure>();
    var owners = new HashMap<String, Probe>();
    for (Probe probe : probes) {
      List<Measure> measures = List.of();
      try {
        measures = probe.measures(run);
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        failures.add(new ProbeFailure(probe.name(), "", OptionalLong.empty(), 0, e));
      }
      for (Measure measure : measures) {
        String id = measure.spec().id();
        Probe owner = owners.putIfAbsent(id, probe);
        if (owner == null) {
          entries.add(new Entry(probe, measure));
        } else {
          failures.add(
              new ProbeFailure(
                  probe.name(),
                  id,
                  OptionalLong.empty(),
                  0,
                  new IllegalStateException(
                      String.format(Locale.ROOT, "probe %s already computes it", owner.name()))));
        }
      }
    }
    return new Plan(entries, failures);
  }

  /**
   * Only these measures, and the series that they are made of.
   *
   * @throws IllegalArgumentException if there is no measure of one of these ids
   */
  Plan only(Set<String> ids) {
    var known = new TreeSet<String>();
    var wanted = new HashSet<>(ids);
    for (Entry entry : entries) {
      known.add(entry.id());
      if (ids.contains(entry.id()) && entry.measure() instanceof Measure.Derived derived) {
        wanted.addAll(derived.inputs());
      }
    }
    for (String id : ids) {
      if (!known.contains(id)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "there is no measure %s; %s", id, Names.suggest(id, known)));
      }
    }
    return new Plan(
        entries.stream().filter(entry -> wanted.contains(entry.id())).toList(), failures);
  }

  /** All wanted measures. */
  List<Entry> entries() {
    return entries;
  }

  /** Those over steps. */
  List<Entry> series() {
    return entries.stream().filter(entry -> entry.measure() instanceof Measure.Series).toList();
  }

  /** Probes that could not declare their measures. */
  List<ProbeFailure> failures() {
    return failures;
  }
}
