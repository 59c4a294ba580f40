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

  /**
   * Runs that agree.
   *
   * @param label the values that they share
   * @param runs their positions among the members
   */
  public record Group(String label, List<Integer> runs) {}

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
    List<Group> groups =
        runs.entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Grouping::compare))
            .map(entry -> new Group(label(paths, entry.getKey()), entry.getValue()))
            .toList();
    return new Grouping(label, paths, paths.size() > 1 ? byName(groups, members) : groups);
  }

  /**
   * The same groups under the names of their runs, where each group has one and no two the same.
   */
  private static List<Group> byName(List<Group> groups, List<Member> members) {
    List<Group> named = new ArrayList<>();
    for (Group group : groups) {
      List<String> names =
          group.runs().stream().map(run -> members.get(run).name()).distinct().toList();
      if (names.size() != 1) {
        return groups;
      }
      named.add(new Group(names.getFirst(), group.runs()));
    }
    return named.stream().map(Group::label).distinct().count() == named.size() ? named : groups;
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
  private static String shortName(List<String> paths, String path) {
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
