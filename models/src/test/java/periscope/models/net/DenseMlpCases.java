package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import periscope.models.task.Inputs;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

/** Small networks with every option, and tasks for them. */
final class DenseMlpCases {
  private DenseMlpCases() {}

  /** Gaussian numbers with random labels. */
  static Task numbers(int size, int arity, int classes) {
    var random = new Random(17);
    float[] values = new float[size * arity];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int[] labels = IntStream.range(0, size).map(i -> random.nextInt(classes)).toArray();
    return new Task(new Inputs.Features(arity, values), classes, labels);
  }

  static Task tokens() {
    return new ModularArithmetic(4, Operation.SUBTRACT, Pairs.ORDERED, true).task();
  }

  static DenseMlpSpec spec(
      List<Integer> hidden, Activation activation, int topK, boolean biases, boolean single) {
    return new DenseMlpSpec(
        hidden,
        activation,
        topK,
        biases,
        single ? DenseMlpSpec.Outputs.SINGLE : DenseMlpSpec.Outputs.CLASSES,
        new MlpStart.Normal(0.6));
  }

  /** A network for a task, to be trained by a loss. */
  record Case(Task task, Loss loss, DenseMlpSpec spec) {}

  /** The cases one by one. */
  static Stream<Arguments> all() {
    return cases().stream().map(c -> Arguments.of(c.task, c.loss, c.spec));
  }

  /** Every activation with every depth, sparsity, bias, kind of input and loss, in pairs. */
  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    List<Loss> losses = List.of(Loss.values());
    int i = 0;
    for (Activation activation : Activation.values()) {
      for (int topK : new int[] {0, 1, 3}) {
        for (List<Integer> hidden : List.of(List.of(6), List.of(5, 4), List.of(4, 3, 5))) {
          Loss loss = losses.get(i % losses.size());
          boolean single = loss == Loss.HINGE || loss == Loss.BINARY_CROSS_ENTROPY;
          Task task = single ? numbers(9, 3, 2) : i % 2 == 0 ? numbers(9, 3, 4) : tokens();
          cases.add(new Case(task, loss, spec(hidden, activation, topK, i % 3 > 0, single)));
          i++;
        }
      }
    }
    for (Loss loss : List.of(Loss.HINGE, Loss.BINARY_CROSS_ENTROPY)) { // their own way back
      cases.add(new Case(numbers(9, 3, 2), loss, oneOutput(6)));
    }
    return cases;
  }

  /** One layer of ReLU and one output, without biases. */
  static DenseMlpSpec oneOutput(int neurons) {
    return spec(List.of(neurons), Activation.RELU, 0, false, true);
  }
}
