package periscope.reports.internal.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What sets some of the runs apart, in sentences, so that no line is missing without a word. */
final class StudyNotes {
  private static final int MOST_LABELS = 8;
  private static final List<String> CURVES =
      List.of("loss/train", "loss/test", "accuracy/train", "accuracy/test");

  private StudyNotes() {}

  static List<String> of(List<Member> members) {
    List<String> notes = new ArrayList<>();
    for (Member member : members) {
      if (!member.isRead()) {
        notes.add(
            String.format(
                Locale.ROOT, "%s could not be read: %s", member.label(), member.failure()));
      }
    }
    List<Member> read = members.stream().filter(Member::isRead).toList();
    lengths(read, notes);
    missing(read, notes);
    alike(read, notes);
    return notes;
  }

  private static void lengths(List<Member> read, List<String> notes) {
    long[] ends =
        read.stream()
            .map(Member::extent)
            .filter(Objects::nonNull)
            .mapToLong(Member.Extent::last)
            .sorted()
            .toArray();
    if (ends.length > 0 && ends[0] != ends[ends.length - 1]) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The runs end at different steps, %,d to %,d; final measures are those of each run’s own last checkpoint.",
              ends[0],
              ends[ends.length - 1]));
    }
  }

  private static void missing(List<Member> read, List<String> notes) {
    for (String id : CURVES) {
      List<Member> without = read.stream().filter(m -> !m.curves().contains(id)).toList();
      if (!without.isEmpty() && without.size() < read.size()) {
        notes.add(String.format(Locale.ROOT, "%s: not in %s.", id, labels(without)));
      }
    }
  }

  /** One sentence for all runs that have the same to say. */
  private static void alike(List<Member> read, List<String> notes) {
    Map<String, List<Member>> said = new LinkedHashMap<>();
    for (Member member : read) {
      for (String note : member.notes()) {
        said.computeIfAbsent(note, text -> new ArrayList<>()).add(member);
      }
    }
    said.forEach(
        (note, who) ->
            notes.add(
                who.size() == read.size() && read.size() > 1
                    ? "All runs: " + note
                    : labels(who) + ": " + note));
  }

  private static String labels(List<Member> members) {
    String first =
        members.stream().limit(MOST_LABELS).map(Member::label).collect(Collectors.joining(", "));
    int more = members.size() - MOST_LABELS;
    return more > 0 ? String.format(Locale.ROOT, "%s and %d more", first, more) : first;
  }
}
