package periscope.probes;

import java.util.Arrays;
import java.util.Locale;

/** Which of a run's checkpoints a person means. */
public final class Steps {
  private Steps() {}

  /**
   * The position of a step.
   *
   * @param steps rising, at least one
   * @throws IllegalArgumentException if there is no such checkpoint; the message names the nearest
   */
  public static int indexOf(long[] steps, long step) {
    int index = Arrays.binarySearch(steps, step);
    if (index < 0) {
      int next = -index - 1;
      String nearest =
          next == 0
              ? "the first is " + steps[0]
              : next == steps.length
                  ? "the last is " + steps[next - 1]
                  : String.format(
                      Locale.ROOT, "the nearest are %d and %d", steps[next - 1], steps[next]);
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "there is no checkpoint at step %d; %s", step, nearest));
    }
    return index;
  }
}
