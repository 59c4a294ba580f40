package periscope.probes;

import org.eclipse.collections.api.list.primitive.ImmutableDoubleList;
import org.eclipse.collections.api.list.primitive.ImmutableIntList;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;

/** The value of a measure that does not change over steps. */
public sealed interface MeasureValue {

  /** A list of whole numbers: frequencies, neurons, counts. */
  record Integers(ImmutableIntList values) implements MeasureValue {}

  /** A list of numbers, such as one per neuron. */
  record Reals(ImmutableDoubleList values) implements MeasureValue {}

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
    return new Integers(IntArrayList.newListWith(values).toImmutable());
  }

  /** A list of numbers. */
  static MeasureValue reals(double... values) {
    return new Reals(DoubleArrayList.newListWith(values).toImmutable());
  }
}
