package periscope.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ForeignSnapshot;

/** At which steps imported checkpoints were saved. */
final class ImportSteps {
  private static final Pattern EVERY = Pattern.compile("every:(\\d{1,12})");
  private static final Pattern LIST = Pattern.compile("(?:list:)?(\\d{1,18}(?:,\\d{1,18})*)");

  private ImportSteps() {}

  /**
   * The steps of these snapshots.
   *
   * @param said {@code every:N}, which begins at 0, or a list; null if the files are to say it
   * @param notes takes a sentence where the file says nothing of its one checkpoint
   */
  static long[] of(@Nullable String said, List<ForeignSnapshot> snapshots, List<String> notes) {
    if (said != null) {
      return parse(said, snapshots.size());
    }
    if (snapshots.stream().allMatch(snapshot -> snapshot.step().isPresent())) {
      return snapshots.stream().mapToLong(snapshot -> snapshot.step().orElseThrow()).toArray();
    }
    if (snapshots.size() == 1) {
      notes.add(
          "The file does not say at which step it was saved: it is stored as step 0; --steps says another.");
      return new long[] {0};
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the files do not say at which steps their %d checkpoints were saved: say it with --steps every:N or --steps 0,100,200",
            snapshots.size()));
  }

  private static long[] parse(String said, int count) {
    Matcher every = EVERY.matcher(said);
    if (every.matches()) {
      long distance = Long.parseLong(every.group(1));
      long[] steps = new long[count];
      Arrays.setAll(steps, i -> i * distance);
      return steps;
    }
    Matcher list = LIST.matcher(said);
    if (!list.matches()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--steps is '%s', expected every:N or a list of steps such as 0,100,200",
              said));
    }
    var steps = new ArrayList<Long>();
    for (String step : list.group(1).split(",", -1)) {
      steps.add(Long.parseLong(step));
    }
    if (steps.size() != count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "--steps names %d steps for %d checkpoints", steps.size(), count));
    }
    return steps.stream().mapToLong(Long::longValue).toArray();
  }
}
