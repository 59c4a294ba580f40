package periscope.probes;

import java.util.Locale;
import java.util.Map;

/** Series of single numbers over the same steps. */
public final class ScalarSeries {
  private final long[] steps; // [n]
  private final Map<String, double[]> values; // each [n]

  ScalarSeries(long[] steps, Map<String, double[]> values) {
    this.steps = steps;
    this.values = Map.copyOf(values);
  }

  /** The steps, rising, not a copy. */
  public long[] steps() {
    return steps;
  }

  /** Whether there are values of this id. */
  boolean has(String id) {
    return values.containsKey(id);
  }

  /**
   * The values of one series, not a copy.
   *
   * @throws IllegalArgumentException if the measure did not name it as an input
   */
  public double[] values(String id) {
    double[] found = values.get(id);
    if (found == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the series %s is not among the inputs %s", id, values.keySet()));
    }
    return found;
  }
}
