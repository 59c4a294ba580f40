package periscope.checkpoints;

import java.util.List;

/**
 * Name and shape of a float32 tensor that is stored at every checkpoint.
 *
 * @param name such as {@code blocks.0.mlp.W_in}; not empty, without slashes
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
    StoragePaths.requireName("tensor name", name);
    if (name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("tensor name \"%s\" contains a slash".formatted(name));
    }
    if (!(values(shape) <= MOST_VALUES)) {
      throw new IllegalArgumentException(
          "tensor %s of shape %s has more than %d values".formatted(name, shape, MOST_VALUES));
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
        throw new IllegalArgumentException("shape %s has a dimension below 1".formatted(shape));
      }
      values = Math.min(values * size, Integer.MAX_VALUE);
    }
    return values;
  }
}
