package periscope.models.kernel;

import java.util.Locale;

/**
 * Dropout (Srivastava et al. 2014, JMLR 15): each value becomes 0 with a probability, and the
 * others are divided by one minus it.
 *
 * <p>Whether a value is dropped depends on a key and on the value's number only (a counter-based
 * generator: SplitMix64's mixing function, Steele et al. 2014), so that any thread can do any part,
 * and a backward pass draws again what its forward pass drew. Thread-safe.
 *
 * @param rate the probability, 0 to less than 1, in steps of 2⁻²⁴
 */
public record Dropout(double rate) {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final int BITS = 24;

  /** Checks the rate; NaN fails. */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the dropout is %s, expected 0 or more and less than 1", rate));
    }
  }

  /** A key that depends on all of these numbers. */
  public static long key(long seed, long step, long place) {
    return mix(mix(mix(seed) + step) + place);
  }

  /**
   * {@code y = x · factor}, for the values with the numbers {@code first} and on.
   *
   * @param x may be y
   */
  public void apply(float[] x, float[] y, int n, long key, long first) {
    float kept = (float) (1 / (1 - rate));
    int dropped = (int) Math.round(rate * (1 << BITS));
    for (int i = 0; i < n; i++) {
      int drawn = (int) (mix(key + (first + i) * GOLDEN) >>> (Long.SIZE - BITS));
      y[i] =
          x[i] * (kept * (1 + ((drawn - dropped) >> (Integer.SIZE - 1)))); // 1 − (drawn < dropped)
    }
  }

  /** The same of float64 values: with the same key and numbers, the same of them are dropped. */
  public void apply(double[] x, double[] y, int n, long key, long first) {
    double kept = 1 / (1 - rate);
    int dropped = (int) Math.round(rate * (1 << BITS));
    for (int i = 0; i < n; i++) {
      int drawn = (int) (mix(key + (first + i) * GOLDEN) >>> (Long.SIZE - BITS));
      y[i] = x[i] * (drawn < dropped ? 0 : kept);
    }
  }

  private static long mix(long x) {
    long z = x + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
