package periscope.probes;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Locale;

/** The value of a measure that does not change over steps. */
public sealed interface MeasureValue {

  /** A list of whole numbers: frequencies, neurons, counts. */
  record Integers(ImmutableIntArray values) implements MeasureValue {}

  /**
   * Numbers, such as one per neuron.
   *
   * @param shape dimensions
   * @param values all of them, row-major
   */
  record Reals(List<Integer> shape, ImmutableDoubleArray values) implements MeasureValue {
    /** Copies the shape and checks that it has as many values. */
    public Reals {
      shape = List.copyOf(shape);
      int size = shape.stream().reduce(1, Math::multiplyExact);
      if (size != values.length()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "its shape %s has %d values, found %d", shape, size, values.length()));
      }
    }
  }

  /** One step of the run. */
  record Step(long step) implements MeasureValue {}

  /**
   * No value.
   *
   * @param reason half a sentence, such as {@code test accuracy stays below 0.99}
   */
  record None(String reason) implements MeasureValue {}

  /** A list of whole numbers. */
  static MeasureValue integers(int... values) {
    return new Integers(ImmutableIntArray.copyOf(values));
  }

  /** A list of numbers. */
  static MeasureValue reals(double... values) {
    return reals(List.of(values.length), values);
  }

  /** Numbers of this shape, row-major. */
  static MeasureValue reals(List<Integer> shape, double... values) {
    return new Reals(shape, ImmutableDoubleArray.copyOf(values));
  }
}
