package periscope.models.net;

import java.util.List;
import java.util.Locale;

/**
 * A named parameter.
 *
 * @param name the TransformerLens name, such as {@code embed.W_E}
 * @param shape row-major dimensions
 * @param trained false for a matrix that stays as it is made, such as a fixed embedding
 */
public record ParameterSpec(String name, List<Integer> shape, boolean trained) {
  /** Copies the shape. */
  public ParameterSpec {
    shape = List.copyOf(shape);
  }

  /** Rows of a matrix; 1 for a vector. */
  int rows() {
    return shape.size() == 1 ? 1 : shape.getFirst();
  }

  /** Columns of a matrix, values of a vector. */
  int columns() {
    return shape.getLast();
  }

  /**
   * Number of values.
   *
   * @throws IllegalArgumentException if they are more than an array can hold
   */
  public int size() {
    long size = 1;
    for (int dimension : shape) {
      size *= dimension;
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s would have the shape %s, of more than %,d values: make the network smaller",
                name,
                shape,
                Integer.MAX_VALUE));
      }
    }
    return (int) size;
  }
}
