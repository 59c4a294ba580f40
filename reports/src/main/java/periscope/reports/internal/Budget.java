package periscope.reports.internal;

import java.util.List;
import java.util.Set;

/**
 * How many values of each series a page holds, so that no page grows beyond what a browser opens at
 * once: {@link #TOTAL} of all together. Series that are smaller than an equal share of what is left
 * are held whole; the larger ones share the rest alike. Series that say themselves how many rows
 * may be held are held so, since they have chosen which.
 *
 * <p>A value takes 1.3 to 2.7 bytes of the page, the less the smoother training is.
 *
 * @param each how many values of one series at most
 */
record Budget(int each) {
  /** Values of all series together. */
  static final int TOTAL = 14_000_000;

  /** Pictures of one step, of which a few over the run tell as much as all. */
  private static final Set<String> COARSE = Set.of("logits/fourier-2d-norm");

  private static final int COARSE_VALUES = 1_000_000;

  /** A page of one series. */
  static Budget ofOne() {
    return new Budget(SeriesEncoder.MAX_VALUES);
  }

  /** The page of these series. */
  static Budget of(List<Series> series) {
    long left =
        TOTAL - series.stream().filter(Series::isLimited).mapToLong(one -> limit(one)).sum();
    long[] sizes =
        series.stream()
            .filter(one -> !one.isLimited())
            .mapToLong(one -> Math.min(size(one), limit(one)))
            .sorted()
            .toArray();
    for (int i = 0; i < sizes.length; i++) {
      long share = left / (sizes.length - i);
      if (sizes[i] > share) {
        return new Budget((int) Math.min(SeriesEncoder.MAX_VALUES, share));
      }
      left -= sizes[i];
    }
    return ofOne();
  }

  /** How many values of a series the page may hold. */
  int of(Series series) {
    return series.isLimited() ? limit(series) : Math.min(each, limit(series));
  }

  private static int limit(Series series) {
    if (series.isLimited()) {
      return Math.multiplyExact(
          Math.min(series.rows().count(), series.mayKeep()), series.rowSize());
    }
    return COARSE.contains(series.id()) ? COARSE_VALUES : SeriesEncoder.MAX_VALUES;
  }

  private static long size(Series series) {
    return (long) series.rows().count() * series.rowSize();
  }
}
