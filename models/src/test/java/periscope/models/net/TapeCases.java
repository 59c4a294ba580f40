package periscope.models.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import periscope.models.kernel.Shards;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

/** Every architecture with every option, with weights at which no small step crosses a kink. */
final class TapeCases {
  /** Losses of several outputs, which cases take in turn. */
  private static final List<Loss> LOSSES =
      List.of(Loss.CROSS_ENTROPY, Loss.ROUNDED_CROSS_ENTROPY, Loss.STABLE_MAX, Loss.SQUARED_ERROR);

  private static final double FROM_KINK = 1e-4;

  private TapeCases() {}

  /**
   * A network on all examples of a task.
   *
   * @param weights float32 numbers
   */
  record Case(TrainableModel model, Task task, Loss loss, Parameters weights) {
    /** A gradient, with the random bits of the transformers' tests. */
    LossGradient<WideParameters> wide(Shards shards) {
      return drawn(model.wideGradient(task, loss, task.size(), shards));
    }

    LossGradient<Parameters> single(Shards shards) {
      return drawn(model.gradient(task, loss, shards));
    }

    private static <V extends Values<V>> LossGradient<V> drawn(LossGradient<V> gradient) {
      gradient.draw(TransformerGradientTest.SEED, TransformerGradientTest.STEP_NUMBER);
      return gradient;
    }

    @Override
    public String toString() {
      return switch (model) {
        case Transformer transformer -> loss + " " + transformer.spec();
        case PairMlp pair -> loss + " " + pair.spec();
        case DenseMlp dense -> loss + " " + dense.spec();
        default -> throw new AssertionError(model);
      };
    }
  }

  static Stream<Case> all() {
    return Stream.of(transformers(), pairs(), dense()).flatMap(List::stream);
  }

  static List<Case> transformers() {
    List<Case> cases = new ArrayList<>();
    for (TransformerSpec spec : TransformerCases.allPairs()) {
      int i = cases.size();
      Task all = new ModularArithmetic(4, Operation.SUBTRACT, Pairs.ORDERED, i % 2 == 0).task();
      Task task = all.select(new int[] {0, 1, 3, 6, 7, 9, 12, 13, 15});
      Transformer model = spec.model(task);
      Parameters weights = TransformerGradientTest.smoothWeights(model, task);
      Loss loss = smooth(LOSSES.get(i % LOSSES.size()), model, weights, task);
      cases.add(new Case(model, task, loss, weights));
    }
    return cases;
  }

  static List<Case> pairs() {
    Task task = new ModularArithmetic(5, Operation.SUBTRACT, Pairs.ORDERED).task();
    List<PairMlpSpec> specs = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      specs.addAll(PairMlpCases.factorisations(4, 3, activation));
    }
    specs.addAll(PairMlpCases.withBiases(4, 3, Activation.GELU));
    specs.addAll(PairMlpCases.withBiases(4, 3, Activation.RELU));
    List<Case> cases = new ArrayList<>();
    for (PairMlpSpec spec : specs) {
      TrainableModel model = spec.model(task);
      Parameters weights = PairGradientTest.smoothWeights(model, task);
      Loss loss = smooth(LOSSES.get(cases.size() % LOSSES.size()), model, weights, task);
      cases.add(new Case(model, task, loss, weights));
    }
    return cases;
  }

  static List<Case> dense() {
    return DenseMlpCases.cases().stream()
        .map(
            dense -> {
              DenseMlp model = dense.spec().model(dense.task());
              Parameters weights =
                  DenseMlpGradientTest.smoothWeights(model, dense.task(), dense.loss());
              Loss loss = smooth(dense.loss(), model, weights, dense.task());
              return new Case(model, dense.task(), loss, weights);
            })
        .toList();
  }

  /** StableMax's second derivative jumps at 0: another loss where an output is there. */
  private static Loss smooth(Loss wanted, ForwardModel model, Parameters weights, Task task) {
    double[] outputs = model.forward(weights, task, Hooks.none()).values();
    return wanted == Loss.STABLE_MAX
            && Arrays.stream(outputs).anyMatch(output -> Math.abs(output) < FROM_KINK)
        ? Loss.CROSS_ENTROPY
        : wanted;
  }
}
