package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import periscope.checkpoints.imports.ElementFormat;
import periscope.checkpoints.imports.ForeignFileException;

/** Numbers in a row of bytes: some of them, in any arrangement. */
final class StridedData implements TensorData {
  /** Values that stand for one another (stride 0) are written out up to this number. */
  private static final long MOST_REPEATED = 1 << 20;

  private final Elementwise elements;
  private final long offset; // in elements
  private final List<Integer> shape;
  private final long[] strides; // in elements

  /**
   * A row of elements of one kind.
   *
   * @param source their bytes
   * @param format what they are
   * @param order their byte order
   * @param first position of the first one's first byte
   * @param count how many there are
   */
  record Elementwise(
      ByteSource source, ElementFormat format, ByteOrder order, long first, long count) {}

  private StridedData(Elementwise elements, long offset, List<Integer> shape, long[] strides) {
    this.elements = elements;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /**
   * Checks and keeps.
   *
   * @param offset of the first value, in elements
   * @param shape sizes, none of them negative
   * @param strides distances in elements
   * @throws ForeignFileException if there are values that lie outside the elements, overlap, or are
   *     claimed in far greater number than there are elements
   */
  static StridedData of(
      String where, Elementwise elements, long offset, List<Integer> shape, long[] strides)
      throws ForeignFileException {
    long count = Refusals.count(shape);
    if (count > 0) {
      Axes axes = Axes.of(where, shape, strides);
      long end = Refusals.plus(offset, axes.span());
      if (!(offset >= 0 && end <= elements.count())) {
        throw Refusals.refuse(
            "%s: shape %s with strides %s from element %d on needs %d elements, but there are %d",
            where, shape, Arrays.toString(strides), offset, end, elements.count());
      }
    }
    if (!(count <= Math.max(MOST_REPEATED, elements.count()))) {
      throw Refusals.refuse(
          "%s: shape %s claims %d values, but there are %d elements",
          where, shape, count, elements.count());
    }
    return new StridedData(elements, offset, List.copyOf(shape), strides.clone());
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  @Override
  public ElementFormat format() {
    return elements.format();
  }

  @Override
  public String identity() {
    return elements.source().where()
        + "@"
        + (elements.first() + offset * format().bytes())
        + format()
        + shape
        + Arrays.toString(strides);
  }

  @Override
  public double[] values() throws IOException {
    String where = elements.source().where();
    double[] values = new double[Refusals.requireRoom(where, Refusals.count(shape))];
    if (values.length > 0) {
      new Gatherer(elements, Axes.of(where, shape, strides)).gather(offset, values);
    }
    return values;
  }

  @Override
  public StridedData row(int index) {
    return new StridedData(
        elements,
        offset + index * strides[0],
        shape.subList(1, shape.size()),
        Arrays.copyOfRange(strides, 1, strides.length));
  }
}
