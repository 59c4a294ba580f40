package periscope.reports.internal.compare;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import periscope.reports.internal.Event;
import periscope.reports.internal.Fact;

/**
 * What a comparison says of one run at a glance. Its curves are read again when they are written,
 * so that many runs do not fill memory. All text in it is untrusted.
 *
 * @param key names the run in files and scripts: letters, digits, dots, hyphens; unique
 * @param label names it for people; unique among the runs
 * @param run the run file
 * @param name its specification's name, else that of the file
 * @param seed its seed as text; may be empty
 * @param fields its specification, by dotted path
 * @param facts what to know at a glance
 * @param extent which checkpoints were measured; absent if it could not be read
 * @param events memorised, half, generalised, and those of other probes
 * @param values scalar measures: of series the last value, which may be NaN
 * @param keys key frequencies; empty if there are none, or {@code keys/count} is no value
 * @param curves ids of its scalars over steps
 * @param definitions what the measures are, by id
 * @param notes what to bear in mind, in sentences
 * @param failure why it could not be read; absent if it could
 */
public record Member(
    String key,
    String label,
    Path run,
    String name,
    String seed,
    Map<String, String> fields,
    List<Fact> facts,
    @Nullable Extent extent,
    List<Event> events,
    Map<String, Double> values,
    List<Key> keys,
    List<String> curves,
    Map<String, String> definitions,
    List<String> notes,
    @Nullable String failure) {

  /** Number of key frequencies, as a value among others. */
  public static final String KEY_COUNT = "keys/count";

  /**
   * The measured checkpoints.
   *
   * @param checkpoints how many
   * @param first step of the first
   * @param last step of the last
   */
  public record Extent(int checkpoints, long first, long last) {}

  /**
   * A key frequency.
   *
   * @param frequency which
   * @param neurons how many neurons have it
   */
  public record Key(int frequency, int neurons) {}

  /** Takes copies. */
  public Member {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    definitions = Collections.unmodifiableMap(new LinkedHashMap<>(definitions));
    facts = List.copyOf(facts);
    events = List.copyOf(events);
    keys = List.copyOf(keys);
    curves = List.copyOf(curves);
    notes = List.copyOf(notes);
  }

  /** A run that could not be read, or not be measured. */
  static Member unread(Path run, String why) {
    return new Member(
        "", "", run, stem(run), "", Map.of(), List.of(), null, List.of(), Map.of(), List.of(),
        List.of(), Map.of(), List.of(), why);
  }

  /** Whether it could be read. */
  public boolean isRead() {
    return failure == null;
  }

  /** The file's name without its ending. */
  static String stem(Path run) {
    return String.valueOf(run.getFileName()).replaceFirst("\\.h5$", "");
  }

  /** The same run under another name. */
  Member named(String newKey, String newLabel) {
    return new Member(
        newKey,
        newLabel,
        run,
        name,
        seed,
        fields,
        facts,
        extent,
        events,
        values,
        keys,
        curves,
        definitions,
        notes,
        failure);
  }
}
