package periscope.checkpoints;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import periscope.checkpoints.internal.ElementType;

/** Values for a whole run, or the reason why there are none, before they are in a file. */
sealed interface Constant {
  /** What it is known by. */
  String id();

  /**
   * Numbers.
   *
   * @param values an array of the type, row-major
   */
  record Values(
      String id,
      ElementType type,
      List<Integer> shape,
      Object values,
      Map<String, String> attributes)
      implements Constant {}

  /** No values. */
  record Absent(String id, String reason) implements Constant {}

  /** Float64 values. */
  static Constant of(
      String id, List<Integer> shape, double[] values, Map<String, String> attributes) {
    requireSize(id, shape, values.length);
    return values(id, ElementType.FLOAT64, shape, values.clone(), attributes);
  }

  /** Int32 values. */
  static Constant of(String id, List<Integer> shape, int[] values, Map<String, String> attributes) {
    requireSize(id, shape, values.length);
    return values(id, ElementType.INT32, shape, values.clone(), attributes);
  }

  /** One int64 value. */
  static Constant of(String id, long value, Map<String, String> attributes) {
    return values(id, ElementType.INT64, List.of(), new long[] {value}, attributes);
  }

  private static Constant values(
      String id,
      ElementType type,
      List<Integer> shape,
      Object values,
      Map<String, String> attributes) {
    SeriesLayout.requireFree(id, attributes);
    return new Values(id, type, List.copyOf(shape), values, Map.copyOf(attributes));
  }

  private static void requireSize(String id, List<Integer> shape, int values) {
    long size = 1;
    for (int dimension : shape) {
      if (!(dimension >= 0)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "%s: shape %s is negative", id, shape));
      }
      size = Math.min(size * dimension, Integer.MAX_VALUE);
    }
    if (size != values) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: shape %s has %d values, found %d", id, shape, size, values));
    }
  }
}
