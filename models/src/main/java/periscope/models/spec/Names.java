package periscope.models.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggestions for misspelt names. */
public final class Names {
  private Names() {}

  /**
   * A phrase that helps to get a name right: the nearest known names, or all of them where none is
   * near.
   *
   * @return such as {@code did you mean hidden?} or {@code known: a, b, c}, and {@code expected
   *     none} where none is known
   */
  public static String suggest(String found, Collection<String> known) {
    if (known.isEmpty()) {
      return "expected none";
    }
    var distance = LevenshteinDistance.getDefaultInstance();
    String wanted = found.toLowerCase(Locale.ROOT);
    var near =
        known.stream()
            .filter(
                name ->
                    distance.apply(wanted, name.toLowerCase(Locale.ROOT))
                        <= Math.max(2, wanted.length() / 3))
            .sorted(
                Comparator.<String>comparingInt(
                        name -> distance.apply(wanted, name.toLowerCase(Locale.ROOT)))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(3)
            .toList();
    return near.isEmpty()
        ? "known: " + String.join(", ", known.stream().sorted().toList())
        : "did you mean " + String.join(" or ", near) + "?";
  }
}
