package periscope.trainer;

import java.util.Locale;

/**
 * A third of a float64's bits, as a whole number that float32 has exactly: three of them are any
 * float64, NaN with its payload, subnormal numbers and the sign of 0 included.
 *
 * <p>A sum of three float32 would be easier to read, but has not the range: a squared gradient of
 * 1e-40 has no float32 for its last digits. Bits put into a float32 as they are could make a NaN,
 * whose payload need not survive.
 */
enum DoublePart {
  /** Sign, exponent, and the significand's upper 10 bits. */
  HIGH(42, 22),
  /** The significand's next 21 bits. */
  MIDDLE(21, 21),
  /** Its last 21 bits. */
  LOW(0, 21);

  private final int shift;
  private final long mask;

  DoublePart(int shift, int bits) {
    this.shift = shift;
    mask = (1L << bits) - 1;
  }

  /** What a kind of values is called of which this is the part, such as {@code adam.m.high}. */
  String of(String kind) {
    return kind + "." + name().toLowerCase(Locale.ROOT);
  }

  /** Writes the part of each value. */
  void write(double[] values, float[] parts) {
    for (int i = 0; i < values.length; i++) {
      parts[i] = (float) ((Double.doubleToRawLongBits(values[i]) >>> shift) & mask);
    }
  }

  /** The values of these parts. */
  static void read(float[] high, float[] middle, float[] low, double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] =
          Double.longBitsToDouble(
              ((long) high[i] << HIGH.shift) | ((long) middle[i] << MIDDLE.shift) | (long) low[i]);
    }
  }
}
