package periscope.models.net;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A float64 array with its shape, row-major. The array is not copied. */
public final class Tensor {
  private final List<Integer> shape;
  private final double[] values;

  /**
   * Wraps an array.
   *
   * @throws IllegalArgumentException if the shape's size is not the array's length
   */
  public Tensor(List<Integer> shape, double[] values) {
    this.shape = List.copyOf(shape);
    this.values = values;
    int size = this.shape.stream().reduce(1, Math::multiplyExact);
    if (size != values.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "shape %s has %d values, found %d", shape, size, values.length));
    }
  }

  /**
   * Zeros of this shape.
   *
   * @throws IllegalArgumentException if they are more than an array can hold
   */
  public static Tensor zeros(int... shape) {
    long size = 1;
    for (int dim : shape) {
      size = Math.multiplyExact(size, (long) dim);
    }
    if (size < 0 || size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shape %s has too many values for one array: use fewer examples at a time",
              Arrays.toString(shape)));
    }
    return new Tensor(Arrays.stream(shape).boxed().toList(), new double[(int) size]);
  }

  /** Dimensions. */
  public List<Integer> shape() {
    return shape;
  }

  /** Size of one dimension. */
  public int dim(int axis) {
    return shape.get(axis);
  }

  /** The values, row-major, not a copy. */
  public double[] values() {
    return values;
  }
}
