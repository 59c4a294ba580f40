package periscope.models.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import periscope.models.internal.autodiff.Bits;
import periscope.models.internal.autodiff.Tape;
import periscope.models.internal.autodiff.Variable;

/** What an architecture writes itself down with, for one lane: a tape and the parameters on it. */
final class TapeNetwork {
  private final Tape tape;
  private final int capacity;
  private final Map<String, Variable> parameters = new LinkedHashMap<>();
  private final Draw draw = new Draw();
  private int first;

  /**
   * An empty tape.
   *
   * @param capacity the most examples of a pass
   */
  TapeNetwork(List<ParameterSpec> specs, int capacity) {
    tape = new Tape(capacity);
    this.capacity = capacity;
    for (ParameterSpec spec : specs) {
      int width = spec.columns();
      parameters.put(spec.name(), tape.parameter(spec.size() / width, width));
    }
  }

  Tape tape() {
    return tape;
  }

  /** The most examples of a pass. */
  int capacity() {
    return capacity;
  }

  /** All parameters, in the model's order. */
  List<Variable> parameters() {
    return List.copyOf(parameters.values());
  }

  /** A parameter; all dimensions but the last are rows. */
  Variable parameter(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("the layout has no parameter " + name));
  }

  /** One that there may not be. */
  Optional<Variable> find(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** x·W + b, or without b if there is none of that name. */
  Variable linear(Variable x, String matrix, String bias) {
    Variable y = tape.product(x, parameter(matrix));
    return find(bias).map(row -> tape.bias(y, row)).orElse(y);
  }

  /** Neurons after their activation, of which the largest are kept if {@code topK} is not 0. */
  Variable neurons(Variable pre, Activation activation, int topK) {
    Variable post =
        tape.pointwise(
            pre, x -> Activations.value(activation, x), x -> Activations.slope(activation, x));
    return topK > 0 ? tape.largest(post, topK) : post;
  }

  /**
   * The random bits of a place, the same as a float32 lane's.
   *
   * @param each values that an example has there
   */
  Bits bits(int place, int each) {
    return new Bits() {
      @Override
      public long key() {
        return draw.key(place);
      }

      @Override
      public long first() {
        return draw.number(first, each);
      }
    };
  }

  /** Which random bits a step draws; see {@link Draw#set}. */
  Draw draw() {
    return draw;
  }

  /** The position in the lane of the pass's first example. */
  void beginAt(int example) {
    first = example;
  }
}
