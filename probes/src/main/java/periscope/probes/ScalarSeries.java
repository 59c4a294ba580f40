package periscope.probes;

import java.util.Locale;
import java.util.Map;

/** Series of single numbers over the same steps. */
public final class ScalarSeries {
  private final long[] steps; // [n]
  private final Map<String, double[]> values; // each [n]

  /**
   * Series over these steps.
   *
   * @param steps rising, not copied
   * @param values by id, one a step; the arrays are not copied
   */
  public ScalarSeries(long[] steps, Map<String, double[]> values) {
    this.steps = steps;
    this.values = Map.copyOf(values);
  }

  /** The steps, rising, not a copy. */
  public long[] steps() {
    return steps;
  }

  /** Whether there is this series: the measure named it as an input, and it is one of this run. */
  public boolean has(String id) {
    return values.containsKey(id);
  }

  /**
   * The values of one series, not a copy.
   *
   * @throws IllegalArgumentException if there is no such series, see {@link #has}
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
