package periscope.reports.internal.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Short names of groups that differ in many fields. */
final class GroupNames {
  /** Fields that a name says at most, besides the task and the model. */
  private static final int MOST_FIELDS = 4;

  private static final int MOST_CHARACTERS = 24;

  /** What says most of a run comes first. */
  private static final List<String> FIRST = List.of("task.type", "model.type");

  private GroupNames() {}

  /** Whether no two are the same. */
  static boolean tellApart(List<?> names) {
    return names.stream().distinct().count() == names.size();
  }

  /**
   * Names of task and model and the few fields that tell the groups apart; numbered where they do
   * not.
   *
   * @param paths the fields in which groups differ
   * @param values those of each group, in the order of the fields
   */
  static List<String> of(List<String> paths, List<List<String>> values) {
    List<Integer> chosen = chosen(paths, values);
    List<String> named = new ArrayList<>();
    Map<String, Integer> taken = new LinkedHashMap<>();
    for (List<String> group : values) {
      List<String> parts = new ArrayList<>();
      for (int field : chosen) {
        String value = group.get(field);
        if (!value.equals(SpecFields.NOT_SET)) {
          boolean plain = FIRST.contains(paths.get(field));
          parts.add(
              plain ? cut(value) : Grouping.shortName(paths, paths.get(field)) + " " + cut(value));
        }
      }
      String name = parts.isEmpty() ? "the others" : String.join(", ", parts);
      int before = taken.merge(name, 1, Integer::sum);
      named.add(before == 1 ? name : name + " #" + before);
    }
    return named;
  }

  /** Task and model, then whichever field leaves most groups different, while some are the same. */
  private static List<Integer> chosen(List<String> paths, List<List<String>> values) {
    List<Integer> chosen = new ArrayList<>();
    FIRST.stream().map(paths::indexOf).filter(field -> field >= 0).forEach(chosen::add);
    int most = chosen.size() + MOST_FIELDS;
    while (chosen.size() < most && kinds(chosen, values) < values.size()) {
      int best = -1;
      long kinds = kinds(chosen, values);
      for (int field : IntStream.range(0, paths.size()).toArray()) {
        List<Integer> with = new ArrayList<>(chosen);
        with.add(field);
        long found = kinds(with, values);
        if (found > kinds) {
          kinds = found;
          best = field;
        }
      }
      if (best < 0) {
        break;
      }
      chosen.add(best);
    }
    return chosen;
  }

  /** How many groups are told apart by some of their values. */
  private static long kinds(List<Integer> fields, List<List<String>> values) {
    return values.stream()
        .map(group -> fields.stream().map(group::get).toList())
        .distinct()
        .count();
  }

  private static String cut(String value) {
    if (value.codePointCount(0, value.length()) <= MOST_CHARACTERS) {
      return value;
    }
    return value.substring(0, value.offsetByCodePoints(0, MOST_CHARACTERS - 1)) + "…";
  }
}
