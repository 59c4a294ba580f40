package periscope.trainer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * At which steps the weights are stored. Whatever the schedule, the last step is stored, so that a
 * run never ends without its result.
 *
 * <p>As text: {@code every:500}, {@code log:200}, {@code list:0,1,10,100}, or for a part of a run
 * {@code window:9000-9400/10}.
 */
public sealed interface CheckpointSchedule {

  /** Whether a step's weights are stored, for a run of so many steps. */
  LongPredicate of(long steps);

  /**
   * Checks the schedule against a run's length.
   *
   * @throws IllegalArgumentException if it names a step after the last
   */
  default void requireWithin(long steps) {}

  /** The text form. */
  @JsonValue
  @Override
  String toString();

  /** Every {@code interval}-th step, from step 0. */
  record Every(long interval) implements CheckpointSchedule {
    /** Checks the interval. */
    public Every {
      if (interval < 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "checkpoints every:%d: expected an interval of 1 or more", interval));
      }
    }

    @Override
    public LongPredicate of(long steps) {
      return step -> step % interval == 0 || step == steps;
    }

    @Override
    public String toString() {
      return "every:" + interval;
    }
  }

  /** Step 0 and about {@code count} steps evenly spaced in log(step), from 1 to the last. */
  record Log(int count) implements CheckpointSchedule {
    /** Checks the count. */
    public Log {
      if (count < 2) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "checkpoints log:%d: expected 2 or more", count));
      }
    }

    @Override
    public LongPredicate of(long steps) {
      double ratio = Math.log((double) steps) / (count - 1);
      long[] chosen =
          LongStream.concat(
                  LongStream.of(0, steps),
                  LongStream.range(0, count).map(i -> Math.round(Math.exp(i * ratio))))
              .filter(step -> step <= steps)
              .sorted()
              .distinct()
              .toArray();
      return step -> Arrays.binarySearch(chosen, step) >= 0;
    }

    @Override
    public String toString() {
      return "log:" + count;
    }
  }

  /** Exactly these steps, and the last. */
  record Listed(List<Long> chosen) implements CheckpointSchedule {
    /** Checks and copies the steps. */
    public Listed {
      chosen = chosen.stream().sorted().distinct().toList();
      if (chosen.isEmpty() || chosen.getFirst() < 0) {
        throw new IllegalArgumentException(
            "checkpoints list: expected steps of 0 or more, separated by commas");
      }
    }

    @Override
    public LongPredicate of(long steps) {
      long[] sorted = chosen.stream().mapToLong(Long::longValue).toArray();
      return step -> step == steps || Arrays.binarySearch(sorted, step) >= 0;
    }

    @Override
    public void requireWithin(long steps) {
      if (chosen.getLast() > steps) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "checkpoints list: step %d is after the last step, %d",
                chosen.getLast(),
                steps));
      }
    }

    @Override
    public String toString() {
      return chosen.stream().map(String::valueOf).collect(Collectors.joining(",", "list:", ""));
    }
  }

  /**
   * Every {@code interval}-th step of a part of a run, from its first.
   *
   * @param from the first
   * @param to no step after this one
   */
  record Window(long from, long to, long interval) implements CheckpointSchedule {
    /** Checks the numbers. */
    public Window {
      if (!(from >= 0 && to >= from && interval >= 1)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "checkpoints window:%d-%d/%d: expected a first step of 0 or more, a last one not before it and an interval of 1 or more",
                from,
                to,
                interval));
      }
    }

    @Override
    public LongPredicate of(long steps) {
      return step ->
          (step >= from && step <= to && (step - from) % interval == 0)
              || step == to
              || step == steps;
    }

    @Override
    public void requireWithin(long steps) {
      if (to > steps) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "checkpoints window: step %d is after the last step, %d", to, steps));
      }
    }

    @Override
    public String toString() {
      return "window:" + from + "-" + to + "/" + interval;
    }
  }

  /**
   * The schedule that a text names.
   *
   * @throws IllegalArgumentException if it names none
   */
  @JsonCreator
  static CheckpointSchedule parse(String text) {
    var window =
        Pattern.compile("window:(\\d{1,18})-(\\d{1,18})/(\\d{1,18})").matcher(text.strip());
    if (window.matches()) {
      return new Window(
          Long.parseLong(window.group(1)),
          Long.parseLong(window.group(2)),
          Long.parseLong(window.group(3)));
    }
    var form = Pattern.compile("(every|log|list):([0-9, ]+)").matcher(text.strip());
    if (form.matches()) {
      try {
        String numbers = form.group(2).strip();
        return switch (form.group(1)) {
          case "every" -> new Every(Long.parseLong(numbers));
          case "log" -> new Log(Integer.parseInt(numbers));
          default ->
              new Listed(
                  Arrays.stream(numbers.split(",", -1)).map(n -> Long.valueOf(n.strip())).toList());
        };
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(form(text), e);
      }
    }
    throw new IllegalArgumentException(form(text));
  }

  private static String form(String text) {
    return String.format(
        Locale.ROOT,
        "checkpoints is %s, expected every:500, log:200, list:0,10,100 or window:200-300/10",
        text);
  }
}
