package periscope.probes;

import java.util.Arrays;
import java.util.List;

/** The value of a measure that does not change over steps. */
public sealed interface MeasureValue {

  /** A list of whole numbers: frequencies, neurons, counts. */
  record Integers(List<Integer> values) implements MeasureValue {
    /** Copies the values. */
    public Integers {
      values = List.copyOf(values);
    }
  }

  /** A list of numbers, such as one per neuron. */
  record Reals(List<Double> values) implements MeasureValue {
    /** Copies the values. */
    public Reals {
      values = List.copyOf(values);
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
    return new Integers(Arrays.stream(values).boxed().toList());
  }

  /** A list of numbers. */
  static MeasureValue reals(double... values) {
    return new Reals(Arrays.stream(values).boxed().toList());
  }
}
