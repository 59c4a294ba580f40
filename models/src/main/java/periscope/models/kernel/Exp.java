package periscope.models.kernel;

/**
 * An exponential that C2 vectorises: Taylor's polynomial of degree 8 at x/2048, squared eleven
 * times.
 *
 * <p>Relative error below 1e-12 for |x| ≤ 128, 1e-9 for |x| ≤ 345; it grows from there on, where
 * softmax only needs that the value is negligible. Infinite above about 710. NaN for NaN. Arguments
 * below {@link #LOWEST} must be raised to it by the caller: far below, a polynomial is no
 * exponential.
 */
final class Exp {
  /** The lowest argument: about 1e-304, so that no subnormal number slows the squarings. */
  static final float LOWEST = -700f;

  private Exp() {}

  static double exp(double x) {
    double s = 0x1p-88 / 40320; // of the n-th power: 2048⁻ⁿ / n!
    s = Math.fma(s, x, 0x1p-77 / 5040);
    s = Math.fma(s, x, 0x1p-66 / 720);
    s = Math.fma(s, x, 0x1p-55 / 120);
    s = Math.fma(s, x, 0x1p-44 / 24);
    s = Math.fma(s, x, 0x1p-33 / 6);
    s = Math.fma(s, x, 0x1p-22 / 2);
    s = Math.fma(s, x, 0x1p-11);
    s = Math.fma(s, x, 1); // exp(x / 2048)
    s *= s;
    s *= s;
    s *= s;
    s *= s;
    s *= s;
    s *= s; // exp(x / 32)
    s *= s;
    s *= s;
    s *= s;
    s *= s;
    s *= s;
    return s;
  }
}
