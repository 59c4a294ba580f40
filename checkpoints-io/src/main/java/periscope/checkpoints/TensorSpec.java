package periscope.checkpoints;

import java.util.List;
import java.util.Locale;

/**
 * Name and shape of a float32 tensor that is stored at every checkpoint.
 *
 * @param name such as {@code blocks.0.mlp.W_in}; slashes make groups in the file
 * @param shape dimensions, each at least 1; none for a single value
 */
public record TensorSpec(String name, List<Integer> shape) {
  private static final int MOST_VALUES = 1 << 28;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the name cannot be one, a dimension is below 1, or there
   *     are more than 2<sup>28</sup> values
   */
  public TensorSpec {
    shape = List.copyOf(shape);
    StoragePaths.of("tensor", List.of(name), List.of());
    if (!(values(shape) <= MOST_VALUES)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor %s of shape %s has more than %d values",
              name,
              shape,
              MOST_VALUES));
    }
  }

  /** Number of values: the product of the dimensions, 1 if there are none. */
  public int size() {
    return (int) values(shape);
  }

  private static long values(List<Integer> shape) {
    long values = 1;
    for (int size : shape) {
      if (!(size >= 1)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "shape %s has a dimension below 1", shape));
      }
      values = Math.min(values * size, Integer.MAX_VALUE);
    }
    return values;
  }
}
