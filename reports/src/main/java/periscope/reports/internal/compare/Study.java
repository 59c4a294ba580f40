package periscope.reports.internal.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import periscope.reports.internal.Event;
import periscope.reports.internal.Fact;

/**
 * Several runs, as a comparison shows them.
 *
 * @param title what it is called
 * @param facts what all runs share
 * @param members the runs, those that could not be read among them
 * @param groupings ways to put them together, the usual one first
 * @param notes what to bear in mind, in sentences
 */
public record Study(
    String title,
    List<Fact> facts,
    List<Member> members,
    List<Grouping> groupings,
    List<String> notes) {

  private static final int MOST_NAMES = 3;

  /**
   * Reads the runs, one after another.
   *
   * @param runs the run files, in the order to show
   * @param failures why some of them could not be measured; these are not read
   */
  public static Study of(List<Path> runs, Map<Path, String> failures) {
    List<Member> read = new ArrayList<>();
    for (Path run : runs) {
      String failure = failures.get(run);
      read.add(failure == null ? MemberReader.read(run) : Member.unread(run, failure));
    }
    return of(read);
  }

  static Study of(List<Member> unnamed) {
    List<Member> members = Labels.given(unnamed);
    return new Study(
        title(members), facts(members), members, Grouping.all(members), StudyNotes.of(members));
  }

  /** The same with more to bear in mind, said first. */
  Study withNotes(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return new Study(title, facts, members, groupings, all);
  }

  private static String title(List<Member> members) {
    List<String> names = members.stream().map(Member::name).distinct().toList();
    String shown = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
    String more = names.size() > MOST_NAMES ? ", …" : "";
    String runs = members.size() == 1 ? "1 run" : members.size() + " runs";
    return String.format(Locale.ROOT, "%s%s: %s", shown, more, runs);
  }

  private static List<Fact> facts(List<Member> members) {
    List<Member> read = members.stream().filter(Member::isRead).toList();
    return read.stream()
        .flatMap(member -> member.facts().stream())
        .distinct()
        .filter(fact -> read.stream().allMatch(member -> member.facts().contains(fact)))
        .toList();
  }

  /** Ids of the events that are known of any run. */
  List<String> events() {
    Set<String> ids = new LinkedHashSet<>();
    members.forEach(member -> member.events().stream().map(Event::id).forEach(ids::add));
    return List.copyOf(ids);
  }

  /** Ids of the values that any run has. */
  List<String> values() {
    Set<String> ids = new LinkedHashSet<>();
    members.forEach(member -> ids.addAll(member.values().keySet()));
    return List.copyOf(ids);
  }

  /** What the measures are, by id. */
  Map<String, String> definitions() {
    Map<String, String> definitions = new LinkedHashMap<>();
    for (Member member : members) {
      member.definitions().forEach(definitions::putIfAbsent);
    }
    Set<String> shown = new LinkedHashSet<>(events());
    shown.addAll(values());
    definitions.keySet().retainAll(shown);
    return definitions;
  }

  /** An event's step or a value of each run; NaN where there is none. */
  double[] column(String id) { // [members]
    return members.stream()
        .mapToDouble(
            member ->
                id.startsWith("events/")
                    ? MemberReader.step(member, id)
                    : member.values().getOrDefault(id, Double.NaN))
        .toArray();
  }
}
