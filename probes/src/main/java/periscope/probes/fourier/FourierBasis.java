package periscope.probes.fourier;

import java.util.Locale;
import org.jtransforms.fft.DoubleFFT_1D;
import periscope.models.kernel.Gemm;

/**
 * The real orthonormal Fourier basis F of functions on the residues modulo p.
 *
 * <pre>{@code
 * F[0][t]      = 1/√p
 * F[2k − 1][t] = √(2/p) cos(2πkt/p)
 * F[2k][t]     = √(2/p) sin(2πkt/p)     k = 1 … ⌊(p − 1)/2⌋
 * F[p − 1][t]  = cos(πt)/√p             for even p: frequency p/2 has no sine
 * }</pre>
 *
 * <p>F is orthogonal, so coefficients keep the norm.
 *
 * <p>Signals are transformed by one matrix product with F, or by JTransforms where that is quicker.
 * Measured for 500 signals: the product takes 0.2 ms for p = 67 and 26 ms for 997, the fast
 * transform 7 and 43 ms, since it falls back to sums over each prime factor; only a large p of
 * small factors gains, up to twofold (512, 720, 1000). Coefficients agree with the definition to
 * 1e-13 of the signal's norm. Immutable and thread-safe.
 */
public final class FourierBasis {
  /** What every measure in this basis says about its rows. */
  public static final String CONVENTION =
      "orthonormal Fourier rows: constant, then cos k, sin k for k = 1..floor((p-1)/2); "
          + "even p has one more row, cos(pi t), at frequency p/2";

  private static final int LARGE = 512;
  private static final int[] SMALL_FACTORS = {2, 3, 5};

  private final int p;
  private final double[] rows; // [p][p]
  private final double[] cosineRows; // [⌊p/2⌋ + 1][⌊p/2⌋ + 1], of t up to p/2
  private final double[] sineRows; // [⌈p/2⌉ − 1][⌈p/2⌉ − 1], of t from 1 to below p/2

  private FourierBasis(int p, double[] rows) {
    this.p = p;
    this.rows = rows;
    int cosines = p / 2 + 1;
    int sines = p - cosines;
    cosineRows = new double[cosines * cosines];
    for (int k = 0; k < cosines; k++) {
      System.arraycopy(rows, Math.max(0, cosineRow(k)) * p, cosineRows, k * cosines, cosines);
    }
    sineRows = new double[sines * sines];
    for (int k = 1; k <= sines; k++) {
      System.arraycopy(rows, (cosineRow(k) + 1) * p + 1, sineRows, (k - 1) * sines, sines);
    }
  }

  /**
   * The basis for a modulus.
   *
   * @throws IllegalArgumentException if p is less than 1
   */
  public static FourierBasis of(int p) {
    if (p < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the modulus is %d, expected 1 or more", p));
    }
    double[] cosine = new double[p];
    double[] sine = new double[p];
    for (int j = 0; j < p; j++) {
      cosine[j] = Math.cos(2 * Math.PI * j / p);
      sine[j] = Math.sin(2 * Math.PI * j / p);
    }
    double[] rows = new double[p * p];
    for (int row = 0; row < p; row++) {
      int k = frequency(row);
      double[] wave = row % 2 == 0 && row > 0 ? sine : cosine;
      double scale = Math.sqrt((k == 0 || 2 * k == p ? 1.0 : 2.0) / p);
      for (int t = 0; t < p; t++) {
        rows[row * p + t] = scale * wave[(int) ((long) k * t % p)];
      }
    }
    return new FourierBasis(p, rows);
  }

  /** The frequency of a basis row: 0, 1, 1, 2, 2, …. */
  public static int frequency(int row) {
    return (row + 1) / 2;
  }

  /** The row of the cosine of frequency k ≥ 1. */
  public static int cosineRow(int k) {
    return 2 * k - 1;
  }

  /** The modulus p, which is also the number of rows. */
  public int modulus() {
    return p;
  }

  /** The highest frequency, ⌊p/2⌋. */
  public int highestFrequency() {
    return p / 2;
  }

  /** Whether frequency k ≥ 1 has a sine, in the row after its cosine: all but p/2 do. */
  public boolean hasSine(int k) {
    return 2 * k < p;
  }

  /** One value of the basis. */
  public double at(int row, int t) {
    return rows[row * p + t];
  }

  /**
   * Coefficients of several signals side by side: F · signals.
   *
   * @param signals {@code [p][count]}, unchanged
   * @return {@code [p][count]}
   */
  public double[] transform(double[] signals, int count) {
    if (signals.length != p * count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected %d signals of %d values, found %d values",
              count,
              p,
              signals.length));
    }
    double[] result = new double[p * count];
    transform(signals, 0, count, result, new double[isFast(p) ? 0 : p * count]);
    return result;
  }

  /**
   * The same of signals that begin at {@code from} of a longer array.
   *
   * @param result {@code [p][count]}, overwritten
   * @param scratch {@code [p][count]}, overwritten by products
   */
  void transform(double[] signals, int from, int count, double[] result, double[] scratch) {
    if (isFast(p)) {
      byFastTransform(signals, from, count, result);
    } else {
      byProduct(signals, from, count, result, scratch);
    }
  }

  /** Whether the fast transform is quicker than a product. */
  static boolean isFast(int p) {
    int rest = p;
    for (int factor : SMALL_FACTORS) {
      while (rest % factor == 0) {
        rest /= factor;
      }
    }
    return p >= LARGE && rest == 1;
  }

  /**
   * Amplitude per frequency: |constant|, then √(cos² + sin²), of signals side by side.
   *
   * @param coefficients {@code [p][count]}
   * @return {@code [count][highestFrequency() + 1]}
   */
  public double[] amplitudes(double[] coefficients, int count) {
    int frequencies = highestFrequency() + 1;
    double[] amplitudes = new double[count * frequencies];
    for (int i = 0; i < count; i++) {
      amplitudes[i * frequencies] = Math.abs(coefficients[i]);
      for (int k = 1; k < frequencies; k++) {
        int row = cosineRow(k);
        double cosine = coefficients[row * count + i];
        double sine = hasSine(k) ? coefficients[(row + 1) * count + i] : 0;
        amplitudes[i * frequencies + k] = Math.sqrt(cosine * cosine + sine * sine);
      }
    }
    return amplitudes;
  }

  /**
   * Norm over signals of each basis row.
   *
   * @param coefficients {@code [p][count]}
   * @return {@code [p]}
   */
  public double[] rowNorms(double[] coefficients, int count) {
    double[] norms = new double[p];
    for (int row = 0; row < p; row++) {
      double sum = 0;
      for (int i = row * count; i < (row + 1) * count; i++) {
        sum += coefficients[i] * coefficients[i];
      }
      norms[row] = Math.sqrt(sum);
    }
    return norms;
  }

  /**
   * A cosine sees of a signal only what t and −t have in common, a sine only where they differ: two
   * products of half the size with half the rows.
   *
   * @param folded overwritten with what t = 0 … ⌊p/2⌋ have in common, then where t = 1 … ⌈p/2⌉ − 1
   *     differ
   */
  void byProduct(double[] signals, int from, int count, double[] result, double[] folded) {
    int cosines = highestFrequency() + 1;
    int sines = p - cosines;
    int odd = cosines * count;
    fold(signals, from, count, folded);
    Gemm.of(1, count, cosines).multiply(cosineRows, folded, result);
    if (cosines > 1) {
      Gemm.of(cosines - 1, count, cosines)
          .strides(cosines, count, 2 * count)
          .multiply(cosineRows, cosines, folded, 0, 0.0, result, count);
    }
    if (sines > 0) {
      Gemm.of(sines, count, sines)
          .strides(sines, count, 2 * count)
          .multiply(sineRows, 0, folded, odd, 0.0, result, 2 * count);
    }
  }

  private void fold(double[] signals, int from, int count, double[] folded) {
    int odd = (highestFrequency() + 1) * count;
    System.arraycopy(signals, from, folded, 0, count);
    for (int t = 1; t <= highestFrequency(); t++) {
      int even = t * count;
      int here = from + even;
      int there = from + (p - t) * count;
      if (here == there) { // p/2, alone
        System.arraycopy(signals, here, folded, even, count);
        continue;
      }
      int difference = odd + even - count;
      for (int i = 0; i < count; i++) {
        folded[even + i] = signals[here + i] + signals[there + i];
      }
      for (int i = 0; i < count; i++) {
        folded[difference + i] = signals[here + i] - signals[there + i];
      }
    }
    keepNotFinite(signals, from, folded, odd, count);
    if (p % 2 == 0) {
      keepNotFinite(signals, from + p / 2 * count, folded, odd, count);
    }
  }

  /** A sine is 0 at t = 0 and p/2, where NaN and infinity still make NaN of the sum. */
  private static void keepNotFinite(
      double[] signals, int from, double[] folded, int odd, int count) {
    for (int i = 0; i < Math.min(count, folded.length - odd); i++) {
      folded[odd + i] += 0 * signals[from + i];
    }
  }

  void byFastTransform(double[] signals, int from, int count, double[] result) {
    var fft = new DoubleFFT_1D(p); // not documented as thread-safe: one per call
    double[] line = new double[p];
    double scale = Math.sqrt(2.0 / p);
    for (int i = 0; i < count; i++) {
      for (int t = 0; t < p; t++) {
        line[t] = signals[from + t * count + i];
      }
      fft.realForward(line);
      result[i] = line[0] / Math.sqrt(p);
      for (int k = 1; k <= highestFrequency(); k++) {
        int row = cosineRow(k);
        if (!hasSine(k)) {
          result[row * count + i] = line[1] / Math.sqrt(p);
          continue;
        }
        // JTransforms packs an odd length's last imaginary part into the free second place.
        double imaginary = line[row + 2 == p && p % 2 == 1 ? 1 : 2 * k + 1];
        result[row * count + i] = scale * line[2 * k];
        result[(row + 1) * count + i] = -scale * imaginary;
      }
    }
  }
}
