package periscope.models.net;

import java.util.List;

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

  /** Number of values. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
