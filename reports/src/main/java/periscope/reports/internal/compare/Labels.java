package periscope.reports.internal.compare;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names by which people, files and scripts tell runs apart. */
final class Labels {
  private static final int MOST_CHARACTERS = 80;

  private Labels() {}

  /** The runs with unique labels and keys. */
  static List<Member> given(List<Member> members) {
    boolean oneName = members.stream().map(Member::name).distinct().count() == 1;
    List<String> labels = new ArrayList<>();
    for (Member member : members) {
      labels.add(label(member, oneName && members.size() > 1));
    }
    List<String> told = distinguish(labels, members, member -> Member.stem(member.run()));
    told = distinguish(told, members, member -> member.run().toString());
    List<String> unique = counted(told, " #");
    List<String> keys = counted(members.stream().map(Labels::key).toList(), "-");
    List<Member> named = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      named.add(members.get(i).named(keys.get(i), unique.get(i)));
    }
    return named;
  }

  private static String label(Member member, boolean oneName) {
    if (member.seed().isEmpty()) {
      return member.name();
    }
    return oneName ? "seed " + member.seed() : member.name() + ", seed " + member.seed();
  }

  /** Adds something to those labels that several runs have. */
  private static List<String> distinguish(
      List<String> labels, List<Member> members, Function<Member, String> more) {
    var counts =
        labels.stream().collect(Collectors.groupingBy(label -> label, Collectors.counting()));
    List<String> told = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      boolean shared = counts.getOrDefault(label, 0L) > 1;
      told.add(shared ? label + " (" + more.apply(members.get(i)) + ")" : label);
    }
    return told;
  }

  /** Adds a number to texts that were there before, capitals or not. */
  private static List<String> counted(List<String> texts, String separator) {
    Set<String> taken = new HashSet<>();
    List<String> unique = new ArrayList<>();
    for (String text : texts) {
      String one = text;
      for (int n = 2; !taken.add(one.toLowerCase(Locale.ROOT)); n++) {
        one = text + separator + n;
      }
      unique.add(one);
    }
    return unique;
  }

  /** The file's name in plain letters, safe as a name of a file and in an address. */
  private static String key(Member member) {
    String plain =
        Normalizer.normalize(Member.stem(member.run()), Normalizer.Form.NFKD)
            .replaceAll("[^A-Za-z0-9_.-]+", "-")
            .replaceAll("^[-.]+|[-.]+$", "");
    String cut = plain.substring(0, Math.min(plain.length(), MOST_CHARACTERS));
    return cut.isEmpty() ? "run" : cut;
  }
}
