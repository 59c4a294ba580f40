package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

/** The definition is the forward pass by layers with a hook on the head's own activation. */
final class SeparateHeadsTest {
  private static final String Z = "blocks.0.attn.hook_z";

  /** Sums of some hundred float64 numbers of size 1 to 10, in another order. */
  private static final double ROUNDING = 1e-11;

  private static Stream<TransformerSpec> specs() {
    return TransformerCases.foldable().stream();
  }

  private static Task task(boolean equals) {
    return new ModularArithmetic(7, Operation.SUBTRACT, Pairs.ORDERED, equals).task();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void agreesWithAHookOnTheHead(TransformerSpec spec) {
    for (boolean equals : new boolean[] {true, false}) {
      Task task = task(equals);
      Transformer model = spec.model(task);
      Parameters weights = TransformerCases.weights(model, 1);
      SeparateHeads heads = model.separateHeads(weights, List.of(task)).orElseThrow();
      for (int head = 0; head < spec.heads(); head++) {
        SeparateHeads.Logits logits = heads.without(head);
        assertClose(
            logits.without(),
            model.forward(weights, task, changed(head, value -> new double[value.length])));
        assertClose(
            logits.withMean(),
            model.forward(weights, task, changed(head, SeparateHeadsTest::mean)));
      }
    }
  }

  @Test
  void partsAreTheSameAsTheWhole() {
    Task task = task(true);
    Transformer model = TransformerCases.foldable().getFirst().model(task);
    Parameters weights = TransformerCases.weights(model, 2);
    SeparateHeads whole = model.separateHeads(weights, List.of(task)).orElseThrow();
    Task first = task.select(IntStream.range(0, 10).toArray());
    Task rest = task.select(IntStream.range(10, task.size()).toArray());
    SeparateHeads parts = model.separateHeads(weights, List.of(first, rest)).orElseThrow();
    assertThat(parts.without(0).withMean().values())
        .isEqualTo(whole.without(0).withMean().values());
    assertThat(parts.without(1).without().values()).isEqualTo(whole.without(1).without().values());
  }

  @Test
  void oneLayerWithoutNormsOnly() {
    Task task = task(true);
    for (TransformerSpec spec : TransformerCases.allPairs()) {
      Transformer model = spec.model(task);
      boolean simple =
          spec.layers() == 1
              && spec.normalization() == TransformerSpec.Normalization.NONE
              && !spec.finalNormalization();
      assertThat(model.separateHeads(TransformerCases.weights(model, 1), List.of(task)).isPresent())
          .isEqualTo(simple);
    }
  }

  /** A head's columns over examples, at each position and place, put through a function. */
  private static Hooks changed(int head, UnaryOperator<double[]> function) {
    return Interventions.map(
        Z,
        value -> { // [n][positions][heads][dHead]
          double[] values = value.values().clone();
          int each = value.dim(3);
          int example = values.length / value.dim(0);
          for (int at = 0; at < example; at++) {
            if (at / each % value.dim(2) == head) {
              double[] column = new double[value.dim(0)];
              for (int i = 0; i < column.length; i++) {
                column[i] = values[i * example + at];
              }
              double[] instead = function.apply(column);
              for (int i = 0; i < column.length; i++) {
                values[i * example + at] = instead[i];
              }
            }
          }
          return new Tensor(value.shape(), values);
        });
  }

  private static double[] mean(double[] column) {
    double sum = 0;
    for (double value : column) {
      sum += value;
    }
    double[] means = new double[column.length];
    Arrays.fill(means, sum / column.length);
    return means;
  }

  private static void assertClose(Tensor found, Tensor expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    for (int i = 0; i < expected.values().length; i++) {
      assertThat(found.values()[i]).isCloseTo(expected.values()[i], within(ROUNDING));
    }
  }
}
