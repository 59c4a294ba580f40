package periscope.reports.internal;

import java.util.Locale;

/**
 * How a series' numbers are written into the page. Every encoding but {@link F64} turns a value
 * into an unsigned integer code that grows with the value, so that differences over time are small.
 */
public sealed interface Encoding {

  /** The name that the page's decoder knows. */
  String label();

  /** Bytes of one code. */
  int bytes();

  /** The code of a value, in the low {@link #bytes()} bytes. */
  long code(double value);

  /** Largest relative error of a decoded value. */
  double relativeError();

  /** What the page's notes say of it. */
  String description();

  /** Values are in units of two to this power. */
  default int exponent() {
    return 0;
  }

  /** Natural logarithm of the value with code 0, where codes count logarithms. */
  default double low() {
    return 0;
  }

  /** Difference of the logarithms of neighbouring codes, where codes count logarithms. */
  default double spacing() {
    return 0;
  }

  /** The value itself. */
  record F64() implements Encoding {
    @Override
    public String label() {
      return "f64";
    }

    @Override
    public int bytes() {
      return Double.BYTES;
    }

    @Override
    public long code(double value) {
      return Double.doubleToLongBits(value);
    }

    @Override
    public double relativeError() {
      return 0;
    }

    @Override
    public String description() {
      return "float64, exact";
    }
  }

  /** The nearest float32. */
  record F32() implements Encoding {
    @Override
    public String label() {
      return "f32";
    }

    @Override
    public int bytes() {
      return Float.BYTES;
    }

    @Override
    public long code(double value) {
      int bits = Float.floatToIntBits((float) value);
      return Integer.toUnsignedLong(bits < 0 ? ~bits : bits | 0x8000_0000);
    }

    @Override
    public double relativeError() {
      return 0x1p-24;
    }

    @Override
    public String description() {
      return "float32, within 6·10⁻⁸";
    }
  }

  /**
   * The nearest float16 of {@code value / 2^exponent}. The exponent puts the series' largest
   * magnitude just below 2^15, so that nothing overflows; magnitudes below 2^-28 of the largest
   * lose relative, not absolute, accuracy.
   *
   * @param exponent the common exponent
   */
  record F16(int exponent) implements Encoding {
    /** The exponent for a series with this largest magnitude, which is finite and not 0. */
    public static F16 of(double largest) {
      return new F16(Math.getExponent(largest) - 14);
    }

    @Override
    public String label() {
      return "f16";
    }

    @Override
    public int bytes() {
      return Short.BYTES;
    }

    @Override
    public long code(double value) {
      int bits = Short.toUnsignedInt(Float.floatToFloat16((float) Math.scalb(value, -exponent)));
      return (bits & 0x8000) != 0 ? ~bits & 0xffff : bits | 0x8000;
    }

    @Override
    public double relativeError() {
      return 0x1p-11;
    }

    @Override
    public String description() {
      return "float16, within 0.05 %";
    }
  }

  /**
   * One of 65,536 values between a smallest and a largest positive number, evenly spaced in their
   * logarithm. Over 12 decades neighbours are 0.042 % apart, so the error is at most 0.022 %.
   *
   * @param low natural logarithm of the smallest value
   * @param spacing difference of the logarithms of neighbours; 0 if all values are equal
   */
  record Log16(double low, double spacing) implements Encoding {
    /** The decades that it may span. */
    public static final double DECADES = 12;

    private static final int LAST = 0xffff;

    /** The encoding for positive values from {@code smallest} to {@code largest}. */
    public static Log16 of(double smallest, double largest) {
      double low = Math.log(smallest);
      return new Log16(low, (Math.log(largest) - low) / LAST);
    }

    @Override
    public String label() {
      return "log16";
    }

    @Override
    public int bytes() {
      return Short.BYTES;
    }

    @Override
    public long code(double value) {
      return spacing == 0 ? 0 : Math.clamp(Math.round((Math.log(value) - low) / spacing), 0, LAST);
    }

    @Override
    public double relativeError() {
      return Math.expm1(spacing / 2);
    }

    @Override
    public String description() {
      return String.format(
          Locale.ROOT,
          "65,536 logarithmic levels, within %.3f %%",
          100 * Math.max(relativeError(), 1e-5));
    }
  }
}
