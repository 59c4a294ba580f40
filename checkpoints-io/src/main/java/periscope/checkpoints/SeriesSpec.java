package periscope.checkpoints;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A series over steps in a {@linkplain SeriesWriter series file}.
 *
 * @param id such as {@code neurons/frequency}
 * @param rowShape dimensions of the values at one step; none for a single value
 * @param attributes what to store with it: definition, unit…; by name
 */
public record SeriesSpec(String id, List<Integer> rowShape, Map<String, String> attributes) {
  private static final int MOST_VALUES = 1 << 27;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a dimension is below 1, there are more than 2<sup>27</sup>
   *     values in a row, or an attribute has a name that HDF5 or the file itself uses
   */
  public SeriesSpec {
    rowShape = List.copyOf(rowShape);
    attributes = java.util.Collections.unmodifiableMap(new TreeMap<>(attributes));
    requireShape(id, rowShape);
    SeriesLayout.requireFree(id, attributes);
  }

  /** Number of values in a row. */
  public int rowSize() {
    return rowShape.stream().reduce(1, (a, b) -> a * b);
  }

  private static void requireShape(String id, List<Integer> shape) {
    long values = 1;
    for (int size : shape) {
      if (!(size >= 1)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "series %s: shape %s has a dimension below 1", id, shape));
      }
      values = Math.min(values * size, Integer.MAX_VALUE);
    }
    if (!(values <= MOST_VALUES)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "series %s: a row of shape %s has more than %d values",
              id,
              shape,
              MOST_VALUES));
    }
  }
}
