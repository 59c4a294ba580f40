package periscope.checkpoints.imports.internal;

import java.util.Arrays;
import java.util.OptionalLong;
import periscope.checkpoints.imports.ForeignFileException;

/** Numbers that are steps. */
final class Steps {
  private static final double LARGEST = 1L << 53;

  private Steps() {}

  /** A number as a step, if it is whole and not negative. */
  static OptionalLong whole(double value) {
    return value >= 0 && value <= LARGEST && value == Math.rint(value)
        ? OptionalLong.of((long) value)
        : OptionalLong.empty();
  }

  /**
   * Numbers as steps.
   *
   * @param where their place, for the message
   * @throws ForeignFileException if one is not a step
   */
  static long[] of(String where, double[] numbers) throws ForeignFileException {
    for (double number : numbers) {
      if (whole(number).isEmpty()) {
        throw Refusals.refuse("%s: expected whole numbers of steps, found %s", where, number);
      }
    }
    return Arrays.stream(numbers).mapToLong(number -> (long) number).toArray();
  }
}
