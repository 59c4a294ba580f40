package periscope.reports.internal.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs put together where they agree in some fields of their specifications.
 *
 * @param label what they are put together by
 * @param paths those fields, dotted; none for all runs together
 * @param groups the groups, in the order of their values, numbers as numbers
 */
public record Grouping(String label, List<String> paths, List<Group> groups) {
  /** What the first grouping is called. */
  static final String SET_UP = "everything but the seed";

  /** Of more fields, a label does not name all. */
  private static final int MOST_FIELDS = 4;

  private static final int MOST_NAMES = 3;

  /**
   * Runs that agree.
   *
   * @param label the values that they share, or a name for them
   * @param runs their positions among the members
   * @param whole all values that they share
   */
  public record Group(String label, List<Integer> runs, String whole) {}

  /**
   * All groupings to choose from: by everything that differs but seeds and names, by each field
   * that differs, and all together.
   */
  static List<Grouping> all(List<Member> members) {
    List<String> differing = differing(members);
    List<String> setUp = differing.stream().filter(SpecFields::isSetUp).toList();
    List<Grouping> groupings = new ArrayList<>();
    groupings.add(by(SET_UP, setUp, members));
    if (differing.size() != 1 || setUp.isEmpty()) {
      differing.forEach(path -> groupings.add(by(path, List.of(path), members)));
    }
    if (!setUp.isEmpty()) {
      groupings.add(by("nothing", List.of(), members));
    }
    return groupings;
  }

  /** Fields whose values are not the same in all runs that could be read. */
  static List<String> differing(List<Member> members) {
    return SpecFields.differing(
        members.stream().filter(Member::isRead).map(Member::fields).toList());
  }

  private static Grouping by(String label, List<String> paths, List<Member> members) {
    Map<List<String>, List<Integer>> runs = new LinkedHashMap<>();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (member.isRead()) {
        runs.computeIfAbsent(values(member, paths), values -> new ArrayList<>()).add(i);
      }
    }
    List<Map.Entry<List<String>, List<Integer>>> sorted =
        runs.entrySet().stream().sorted(Map.Entry.comparingByKey(Grouping::compare)).toList();
    List<String> wholes = sorted.stream().map(entry -> label(paths, entry.getKey())).toList();
    List<List<String>> values = sorted.stream().map(Map.Entry::getKey).toList();
    List<List<String>> names =
        sorted.stream().map(entry -> names(entry.getValue(), members)).toList();
    List<String> labels = labels(paths, values, wholes, names);
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      groups.add(new Group(labels.get(i), sorted.get(i).getValue(), wholes.get(i)));
    }
    return new Grouping(label, paths, groups);
  }

  /**
   * What groups are called: by one field, its value; by more, the names of their runs where these
   * tell them apart; else all fields, or of many the few that say most.
   */
  private static List<String> labels(
      List<String> paths,
      List<List<String>> values,
      List<String> wholes,
      List<List<String>> names) {
    boolean many = paths.size() > MOST_FIELDS;
    int room = many ? MOST_NAMES : 1;
    if (paths.size() > 1
        && names.stream().allMatch(own -> own.size() <= room)
        && GroupNames.tellApart(names.stream().flatMap(List::stream).toList())) {
      return names.stream().map(own -> String.join(", ", own)).toList();
    }
    return many ? GroupNames.of(paths, values) : wholes;
  }

  private static List<String> names(List<Integer> runs, List<Member> members) {
    return runs.stream().map(run -> members.get(run).name()).distinct().toList();
  }

  private static List<String> values(Member member, List<String> paths) {
    return paths.stream()
        .map(path -> member.fields().getOrDefault(path, SpecFields.NOT_SET))
        .toList();
  }

  private static String label(List<String> paths, List<String> values) {
    if (paths.isEmpty()) {
      return "all runs";
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      parts.add(shortName(paths, paths.get(i)) + " " + values.get(i));
    }
    return String.join(", ", parts);
  }

  /** The last part of a path, or all of it where others end alike. */
  static String shortName(List<String> paths, String path) {
    String last = lastPart(path);
    return paths.stream().filter(other -> lastPart(other).equals(last)).count() > 1 ? path : last;
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static int compare(List<String> left, List<String> right) {
    for (int i = 0; i < left.size(); i++) {
      int order = VALUES.compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static final Comparator<String> VALUES =
      Comparator.comparingDouble(Grouping::number).thenComparing(Comparator.naturalOrder());

  /** Texts come after numbers. */
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The values of a run in the fields of this grouping, by path. */
  Map<String, String> valuesOf(Member member) {
    return paths.stream()
        .collect(
            Collectors.toMap(
                path -> path,
                path -> member.fields().getOrDefault(path, SpecFields.NOT_SET),
                (first, second) -> first,
                LinkedHashMap::new));
  }
}
