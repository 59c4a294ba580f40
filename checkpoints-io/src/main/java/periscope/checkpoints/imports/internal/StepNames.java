package periscope.checkpoints.imports.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Steps in names of files, groups and keys. */
final class StepNames {
  /** {@code step_100}, {@code Epoch100}, {@code model-ckpt-100}, {@code iter=100}. */
  private static final Pattern SAID =
      Pattern.compile(
          "(?<![a-z])(?:global_?step|step|epoch|iteration|iter|checkpoint|ckpt|snapshot|update)s?"
              + "[ _.:=-]{0,3}(\\d{1,18})(?!\\d)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern LAST = Pattern.compile("(.*?)(?<!\\d)(\\d{1,18})(\\D*)");

  private StepNames() {}

  /** The number that a name says to be a step: the last one, if it says so of several. */
  static OptionalLong said(String name) {
    Matcher matcher = SAID.matcher(name);
    OptionalLong step = OptionalLong.empty();
    while (matcher.find()) {
      step = OptionalLong.of(Long.parseLong(matcher.group(1)));
    }
    return step;
  }

  /** A name without the part that says the step, and without separators around it. */
  static String withoutStep(String name) {
    Matcher matcher = SAID.matcher(name);
    int start = 0;
    int end = 0;
    while (matcher.find()) {
      start = matcher.start();
      end = matcher.end();
    }
    String before = name.substring(0, start).replaceAll("[ _.:=-]+$", "");
    String after = name.substring(end).replaceAll("^[ _.:=-]+", "");
    return before.isEmpty() || after.isEmpty() ? before + after : before + "_" + after;
  }

  /** Steps of keys that are numbers, or all say a step, each another one. */
  static Optional<long[]> ofKeys(List<String> keys) {
    long[] steps = new long[keys.size()];
    for (int i = 0; i < steps.length; i++) {
      String key = keys.get(i);
      OptionalLong step =
          NUMBER.matcher(key).matches() ? OptionalLong.of(Long.parseLong(key)) : said(key);
      if (step.isEmpty()) {
        return Optional.empty();
      }
      steps[i] = step.getAsLong();
    }
    return distinct(steps);
  }

  /**
   * Steps of the names of files that belong together: what all names say to be a step, or else the
   * last number, if that is all in which the names differ.
   */
  static Optional<long[]> ofFiles(List<String> names) {
    Optional<long[]> said = ofKeys(names);
    if (said.isPresent() || names.size() < 2) {
      return said;
    }
    long[] steps = new long[names.size()];
    Set<String> rest = new HashSet<>();
    for (int i = 0; i < steps.length; i++) {
      Matcher matcher = LAST.matcher(names.get(i));
      if (!matcher.matches()) {
        return Optional.empty();
      }
      steps[i] = Long.parseLong(matcher.group(2));
      rest.add(matcher.group(1) + "\0" + matcher.group(3));
    }
    return rest.size() == 1 ? distinct(steps) : Optional.empty();
  }

  /** The same steps, if no two are equal. */
  static Optional<long[]> distinct(long[] steps) {
    Set<Long> seen = new HashSet<>();
    for (long step : steps) {
      seen.add(step);
    }
    return seen.size() == steps.length && steps.length > 0 ? Optional.of(steps) : Optional.empty();
  }
}
