package periscope.models.internal.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.models.kernel.CrossEntropy;
import periscope.models.kernel.Dropout;

/**
 * Every operation alone: the slopes of a sum of its results, each with a weight of its own, against
 * central finite differences of that sum.
 */
class TapeTest {
  private static final int CAPACITY = 5;
  private static final int EXAMPLES = 3; // not all that there is room for

  private static final double STEP = 1e-5;

  /**
   * Sums of up to 100 terms near 1: rounding of 1e-14, over twice the step, is below 1e-9, as is
   * the square of the step times third derivatives.
   */
  private static final double TOLERANCE = 1e-8;

  /** A tape and the matrices that an operation reads. */
  static final class Sheet {
    final Tape tape = new Tape(CAPACITY);
    final List<Variable> leaves = new ArrayList<>();
    private final Random random = new Random(31);

    Variable parameter(int rows, int width) {
      Variable parameter = tape.parameter(rows, width);
      parameter.bind(numbers(rows * width));
      leaves.add(parameter);
      return parameter;
    }

    Variable input(int width) {
      Variable input = tape.input(width);
      double[] numbers = numbers(input.values().length);
      System.arraycopy(numbers, 0, input.values(), 0, numbers.length);
      leaves.add(input);
      return input;
    }

    /** So many rows an example, all different. */
    Variable rows(int each, int width) {
      int[] numbers = new int[CAPACITY * each];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = numbers.length - 1 - i;
      }
      return tape.gather(parameter(numbers.length, width), numbers, each);
    }

    double[] numbers(int count) {
      return random.doubles(count, -1.5, 1.5).toArray();
    }
  }

  /** The sum. */
  private static final class Weighed extends Operation {
    private final Variable x;
    private final double[] weights;

    Weighed(Variable x, Variable result, double[] weights) {
      super(result);
      this.x = x;
      this.weights = weights;
    }

    @Override
    void forward(int examples) {
      result().values()[0] = 0;
      for (int i = 0; i < x.size(examples); i++) {
        result().values()[0] += weights[i] * x.values()[i];
      }
    }

    @Override
    void backward(int examples) {
      for (int i = 0; i < x.size(examples); i++) {
        x.slopes()[i] += weights[i];
      }
    }
  }

  static Stream<Arguments> operations() {
    int[] numbers = {2, 0, 2, 3, 1, 0, 2, 2, 1, 3};
    Heads causal = new Heads(2, 3, 4, 4, true);
    Heads last = new Heads(3, 2, 3, 1, true);
    Heads full = new Heads(1, 4, 3, 2, false);
    Bits bits =
        new Bits() {
          @Override
          public long key() {
            return 77;
          }

          @Override
          public long first() {
            return 12;
          }
        };
    return Stream.of(
        operation("gather", s -> s.tape.gather(s.parameter(4, 3), numbers, 2)),
        operation("product", s -> s.tape.product(s.input(4), s.parameter(4, 3))),
        operation(
            "product of parameters", s -> s.tape.product(s.parameter(5, 4), s.parameter(4, 2))),
        operation("transposed", s -> s.tape.productTransposed(s.input(4), s.parameter(3, 4))),
        operation(
            "transposed, first rows",
            s -> s.tape.productTransposed(s.input(4), s.parameter(5, 4), 3)),
        operation("heads", s -> s.tape.headsProduct(s.rows(2, 4), s.parameter(3 * 4, 2), 3)),
        operation("sum", s -> s.tape.sum(s.input(4), s.input(4))),
        operation(
            "sum with itself",
            s -> {
              Variable x = s.input(4);
              return s.tape.sum(x, x);
            }),
        operation("bias", s -> s.tape.bias(s.rows(2, 6), s.parameter(2, 3))),
        operation("pointwise", s -> s.tape.pointwise(s.input(4), Math::sin, Math::cos)),
        operation("largest", s -> s.tape.largest(s.input(7), 3)),
        operation(
            "normalise", s -> s.tape.normalise(s.input(6), s.parameter(1, 6), s.parameter(1, 6))),
        operation("dropout", s -> s.tape.dropout(s.input(9), new Dropout(0.4), bits)),
        attention("attention, causal", causal, 1),
        attention("attention, causal, mixed", causal, 0.3),
        attention("attention, last position", last, 1),
        attention("attention, full", full, 0.7),
        attention("attention, constant", full, 0));
  }

  private static Arguments attention(String name, Heads heads, double alpha) {
    int width = heads.count() * heads.width();
    return operation(
        name,
        s ->
            s.tape.attention(
                heads,
                alpha,
                s.rows(heads.queries(), width),
                s.rows(heads.positions(), width),
                s.rows(heads.positions(), width)));
  }

  private static Arguments operation(String name, Function<Sheet, Variable> write) {
    return Arguments.of(name, write);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void slopesAreThoseOfCentralDifferences(String name, Function<Sheet, Variable> write) {
    Sheet sheet = new Sheet();
    Variable made = write.apply(sheet);
    double[] weights = sheet.numbers(made.values().length);
    Variable sum = sheet.tape.add(new Weighed(made, new Variable(1, 0, 1, CAPACITY), weights));
    sheet.tape.forward(CAPACITY); // leaves values behind that must not matter
    sheet.tape.backward(CAPACITY);
    sheet.tape.clearParameters();
    sheet.tape.forward(EXAMPLES);
    sheet.tape.backward(EXAMPLES);
    for (Variable leaf : sheet.leaves) {
      double[] slopes = leaf.slopes().clone();
      for (int i = 0; i < leaf.size(EXAMPLES); i++) {
        double original = leaf.values()[i];
        leaf.values()[i] = original + STEP;
        sheet.tape.forward(EXAMPLES);
        double up = sum.values()[0];
        leaf.values()[i] = original - STEP;
        sheet.tape.forward(EXAMPLES);
        double down = sum.values()[0];
        leaf.values()[i] = original;
        assertThat(slopes[i])
            .as("%s, value %d of %s", name, i, leaf)
            .isCloseTo((up - down) / (2 * STEP), within(TOLERANCE));
      }
    }
  }

  @Test
  void slopesOfParametersAddUpOverPasses() {
    Tape tape = new Tape(2);
    Variable w = tape.parameter(2, 2);
    Variable x = tape.input(2);
    int[] labels = {0, 1};
    SumOfLosses loss = tape.loss(tape.product(x, w), new CrossEntropy(2), labels);
    w.bind(new double[] {0.1, 0.2, 0.3, 0.4});
    double[] numbers = {1, -2, 0.5, 3};
    System.arraycopy(numbers, 0, x.values(), 0, 4);
    tape.forward(2);
    tape.backward(2);
    double both = loss.value();
    double[] together = w.slopes().clone();
    tape.clearParameters();
    double one = 0;
    for (int i = 0; i < 2; i++) {
      System.arraycopy(numbers, 2 * i, x.values(), 0, 2);
      labels[0] = i;
      tape.forward(1);
      tape.backward(1);
      one += loss.value();
    }
    assertThat(one).isCloseTo(both, within(1e-15));
    assertThat(w.slopes()).containsExactly(together, within(1e-15));
  }

  @Test
  void shapesThatDoNotGoTogetherAreRefused() {
    Tape tape = new Tape(2);
    Variable x = tape.input(3);
    Variable w = tape.parameter(4, 5);
    assertThatThrownBy(() -> tape.product(x, w))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a product of [1 an example][3] and [4][5]: the shapes do not go together");
    assertThatThrownBy(() -> tape.sum(x, w)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tape.bias(x, w)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tape.productTransposed(x, w))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tape.headsProduct(x, w, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> w.bind(new double[19])).hasMessage("found 19 values, expected 20");
  }
}
