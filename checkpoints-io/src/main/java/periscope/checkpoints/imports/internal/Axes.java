package periscope.checkpoints.imports.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import periscope.checkpoints.imports.ForeignFileException;

/**
 * How the values of a tensor lie in a row of elements: sizes and distances, outermost (largest
 * distance) first. Going through them in this order goes through the elements forwards.
 */
final class Axes {
  private final long[] sizes;
  private final long[] strides;
  private final long[] steps; // in the row-major result
  private final long[] spans; // [axis]: elements from the first to the last of this and inner axes

  private Axes(long[] sizes, long[] strides, long[] steps) {
    this.sizes = sizes;
    this.strides = strides;
    this.steps = steps;
    this.spans = new long[sizes.length + 1];
    spans[sizes.length] = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      long extent = Refusals.times(sizes[axis] - 1, strides[axis]);
      spans[axis] = Refusals.plus(spans[axis + 1], extent);
    }
  }

  /**
   * Arranges axes by distance. Those of size 1 do not matter.
   *
   * @throws ForeignFileException if a distance is negative, or values of different indices overlap
   *     otherwise than by all being the same one (distance 0)
   */
  static Axes of(String where, List<Integer> shape, long[] strides) throws ForeignFileException {
    long[] steps = rowMajor(shape);
    int[] order =
        IntStream.range(0, shape.size())
            .filter(axis -> shape.get(axis) != 1)
            .boxed()
            .sorted(Comparator.comparingLong((Integer axis) -> -strides[axis]))
            .mapToInt(Integer::intValue)
            .toArray();
    Axes axes =
        new Axes(
            Arrays.stream(order).mapToLong(shape::get).toArray(),
            Arrays.stream(order).mapToLong(axis -> strides[axis]).toArray(),
            Arrays.stream(order).mapToLong(axis -> steps[axis]).toArray());
    for (int i = 0; i < order.length; i++) {
      boolean apart = axes.strides[i] == 0 || axes.strides[i] >= axes.spans[i + 1];
      if (!(axes.strides[i] >= 0 && apart)) {
        throw Refusals.refuse(
            "%s: strides %s of shape %s make values overlap; save a contiguous copy of it",
            where, Arrays.toString(strides), shape);
      }
    }
    return axes;
  }

  /** Distances in a row-major array of this shape. */
  static long[] rowMajor(List<Integer> shape) {
    long[] strides = new long[shape.size()];
    long stride = 1;
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride = Refusals.times(stride, shape.get(axis));
    }
    return strides;
  }

  /** Distances in a column-major array of this shape, as Fortran has them. */
  static long[] columnMajor(List<Integer> shape) {
    long[] strides = new long[shape.size()];
    long stride = 1;
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = stride;
      stride = Refusals.times(stride, shape.get(axis));
    }
    return strides;
  }

  int rank() {
    return sizes.length;
  }

  long size(int axis) {
    return sizes[axis];
  }

  long stride(int axis) {
    return strides[axis];
  }

  long step(int axis) {
    return steps[axis];
  }

  /** Elements from the first to the last value, both included. */
  long span() {
    return spans[0];
  }

  /** Elements that lie close enough together to be read at once, if that reads so many at most. */
  long block(long most) {
    int axis = rank();
    while (axis > 0 && strides[axis - 1] <= most) {
      axis--;
    }
    return Math.min(most, spans[axis]);
  }
}
