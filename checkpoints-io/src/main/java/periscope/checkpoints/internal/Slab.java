package periscope.checkpoints.internal;

import java.util.Arrays;
import java.util.Locale;

/** A rectangular part of a dataset. */
public final class Slab {
  private final long[] offset;
  private final long[] count;

  /**
   * Wraps, without copying.
   *
   * @param offset first index per axis
   * @param count number of values per axis
   */
  public Slab(long[] offset, long[] count) {
    this.offset = offset;
    this.count = count;
  }

  /** First index per axis. */
  public long[] offset() {
    return offset;
  }

  /** Number of values per axis. */
  public long[] count() {
    return count;
  }

  /** Size in bytes, or -1 if that does not fit a long. */
  public long bytes(ElementType type) {
    long bytes = type.bytes();
    for (long size : count) {
      if (size != 0 && bytes > Long.MAX_VALUE / size) {
        return -1;
      }
      bytes *= size;
    }
    return bytes;
  }

  /** Type and shape, for messages. */
  public String describe(ElementType type) {
    return String.format(
        Locale.ROOT, "%s values of shape %s", type.label(), Arrays.toString(count));
  }
}
