package periscope.checkpoints.imports.internal;

import java.util.Locale;
import periscope.checkpoints.imports.ForeignFileException;

/** Sentences that refuse a file, and arithmetic on numbers that a file only claims. */
final class Refusals {
  private Refusals() {}

  /** The exception with a formatted sentence. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  static ForeignFileException refuse(String format, Object... values) {
    return new ForeignFileException(String.format(Locale.ROOT, format, values));
  }

  /** A product of numbers that are not negative, or the largest long if it is beyond that. */
  static long times(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }

  /** A sum of numbers that are not negative, or the largest long if it is beyond that. */
  static long plus(long a, long b) {
    return a + b >= 0 ? a + b : Long.MAX_VALUE;
  }

  /** The number of values of a shape, or the largest long if it is beyond that. */
  static long count(Iterable<Integer> shape) {
    long count = 1;
    for (int size : shape) {
      count = times(count, size);
    }
    return count;
  }

  /**
   * Checks that so many values fit in memory as {@code double}s.
   *
   * @return the number as an int
   */
  static int requireRoom(String where, long count) throws ForeignFileException {
    long heap = Runtime.getRuntime().maxMemory();
    if (count >= 0 && count <= Integer.MAX_VALUE - 8 && count <= heap / (2 * Double.BYTES)) {
      return (int) count;
    }
    throw refuse(
        "%s: reading %d values at once is too much for a heap of %d MB; give Java more with -Xmx",
        where, count, heap >> 20);
  }
}
