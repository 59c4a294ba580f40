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
    double t = x * (1.0 / 2048);
    double s = 1.0 / 40320;
    s = Math.fma(s, t, 1.0 / 5040);
    s = Math.fma(s, t, 1.0 / 720);
    s = Math.fma(s, t, 1.0 / 120);
    s = Math.fma(s, t, 1.0 / 24);
    s = Math.fma(s, t, 1.0 / 6);
    s = Math.fma(s, t, 0.5);
    s = Math.fma(s, t, 1);
    s = Math.fma(s, t, 1); // exp(x / 2048)
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
