package periscope.reports.internal.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;
import periscope.reports.internal.Event;
import periscope.reports.internal.Fact;
import periscope.reports.internal.Notes;
import periscope.reports.internal.RunData;
import periscope.reports.internal.RunText;

/** Reads what a comparison says of a run at a glance. */
final class MemberReader {
  private static final String KEYS = "keys";
  private static final String NEURONS_PER_KEY = "keys/neurons-per-key";
  private static final String EVENT = "events/";

  private MemberReader() {}

  /** The run, or why it cannot be read. */
  static Member read(Path run) {
    Path file = MeasureFile.pathFor(run);
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(file)) {
      return read(reader, file, measures);
    } catch (IOException | RuntimeException e) { // whatever it is, the others are compared
      return Member.unread(run, String.valueOf(e.getMessage()));
    }
  }

  private static Member read(RunReader run, Path file, MeasureFile measures) throws IOException {
    RunText text = RunText.of(run);
    List<String> notes = new ArrayList<>(Notes.of(run, file, measures));
    notes.addAll(Scalars.oddities(run));
    long[] steps = measures.steps();
    if (run.train().length == 0) {
      notes.add("It has no split into training and test examples.");
    }
    if (steps.length == 1) {
      notes.add(
          String.format(
              Locale.ROOT,
              "It has one checkpoint, at step %,d, which is drawn as a point.",
              steps[0]));
    }
    if (run.live()) {
      notes.add("It is still being written; this is how far it was.");
    }
    Map<String, String> fields = SpecFields.of(run.spec());
    return new Member(
        "",
        "",
        run.file(),
        text.name(),
        fields.getOrDefault("seed", ""),
        fields,
        text.facts().stream().filter(MemberReader::isOfTheSetUp).toList(),
        new Member.Extent(steps.length, steps[0], steps[steps.length - 1]),
        RunData.events(measures),
        values(run, measures),
        keys(measures),
        Scalars.ids(run, measures),
        definitions(measures),
        notes,
        null);
  }

  private static boolean isOfTheSetUp(Fact fact) {
    return !fact.label().equals("seed");
  }

  private static Map<String, Double> values(RunReader run, MeasureFile measures)
      throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    List<String> measured = Scalars.measured(measures);
    for (String id : Scalars.ids(run, measures)) {
      double[] series = measured.contains(id) ? measures.all(id) : run.metric(id);
      values.put(id, series[series.length - 1]);
    }
    for (String id : measures.constants()) {
      if (!id.startsWith(EVENT) && measures.spec(id).size() == 1 && !isList(id)) {
        values.put(id, measures.all(id)[0]);
      }
    }
    if (measures.has(KEYS)) {
      values.put(Member.KEY_COUNT, (double) measures.spec(KEYS).size());
    }
    return values;
  }

  /** Lists of frequencies, neurons or steps may happen to have one entry. */
  private static boolean isList(String id) {
    return id.equals(KEYS)
        || id.startsWith(KEYS + "/")
        || id.startsWith("neurons/")
        || id.startsWith("slingshots")
        || id.startsWith("circles/")
        || id.equals("lottery/rank-at-start");
  }

  private static List<Member.Key> keys(MeasureFile measures) throws IOException {
    List<Member.Key> keys = new ArrayList<>();
    if (measures.has(KEYS)) {
      int[] frequencies = measures.integers(KEYS);
      int[] neurons =
          measures.has(NEURONS_PER_KEY)
              ? measures.integers(NEURONS_PER_KEY)
              : new int[frequencies.length];
      for (int i = 0; i < frequencies.length; i++) {
        keys.add(new Member.Key(frequencies[i], i < neurons.length ? neurons[i] : 0));
      }
    }
    return keys;
  }

  private static Map<String, String> definitions(MeasureFile measures) {
    Map<String, String> definitions = new LinkedHashMap<>();
    definitions.put(Member.KEY_COUNT, "how many key frequencies there are");
    for (List<String> ids : List.of(measures.series(), measures.constants())) {
      for (String id : ids) {
        definitions.put(id, measures.spec(id).definition());
      }
    }
    return definitions;
  }

  /** The step of an event that happened, else NaN. */
  static double step(Member member, String event) {
    for (Event one : member.events()) {
      if (one instanceof Event.Reached reached && reached.id().equals(event)) {
        return reached.step();
      }
    }
    return Double.NaN;
  }
}
