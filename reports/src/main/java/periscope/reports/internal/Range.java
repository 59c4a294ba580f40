package periscope.reports.internal;

import java.io.IOException;

/**
 * Magnitudes of a series' finite values.
 *
 * @param finite whether all values are finite
 * @param positive whether all values are finite and greater than 0
 * @param smallest smallest magnitude other than 0; infinite if there is none
 * @param largest largest finite magnitude
 */
record Range(boolean finite, boolean positive, double smallest, double largest) {

  static Range of(Series series, Kept kept) throws IOException {
    boolean finite = true;
    boolean positive = true;
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int k = 0; k < kept.count(); k++) {
      for (double value : series.rows().row(kept.index(k))) {
        double magnitude = Math.abs(value);
        positive &= value > 0;
        if (!Double.isFinite(value)) {
          finite = false;
          continue;
        }
        smallest = magnitude > 0 ? Math.min(smallest, magnitude) : smallest;
        largest = Math.max(largest, magnitude);
      }
    }
    return new Range(finite, positive && finite, smallest, largest);
  }

  /** Decades from the smallest to the largest magnitude. */
  double decades() {
    return Math.log10(largest) - Math.log10(smallest);
  }

  /** Whether no finite value becomes infinite or 0 as float32. */
  boolean fitsFloat32() {
    return largest <= Float.MAX_VALUE && smallest >= Float.MIN_VALUE;
  }

  /** Share of the values other than 0 whose magnitude is below a bound. */
  static double shareBelow(Series series, Kept kept, double bound) throws IOException {
    long below = 0;
    long all = 0;
    for (int k = 0; k < kept.count(); k++) {
      for (double value : series.rows().row(kept.index(k))) {
        if (value != 0) {
          all++;
          below += Math.abs(value) < bound ? 1 : 0;
        }
      }
    }
    return all == 0 ? 0 : (double) below / all;
  }
}
