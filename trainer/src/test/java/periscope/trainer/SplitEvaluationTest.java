package periscope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.kernel.Shards;
import periscope.models.net.Activation;
import periscope.models.net.Evaluation;
import periscope.models.net.Hooks;
import periscope.models.net.Loss;
import periscope.models.net.Parameters;
import periscope.models.net.Tensor;
import periscope.models.net.Transformer;
import periscope.models.net.TransformerSpec;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Split;
import periscope.models.task.Task;

/** Parts of a task are judged as the whole is at once. */
final class SplitEvaluationTest {
  /** Sums of ten thousand losses of size 1 to 10, in another order. */
  private static final double ROUNDING = 1e-12;

  private static final Task TASK = // 9,409 examples, two parts
      new ModularArithmetic(97, Operation.ADD, Pairs.ORDERED, true).task();

  private static final Transformer MODEL =
      new TransformerSpec(
              1,
              2,
              4,
              8,
              12,
              Activation.RELU,
              TransformerSpec.Attention.CAUSAL,
              1,
              new TransformerSpec.Biases(false, true, false),
              TransformerSpec.Outputs.VOCABULARY)
          .model(TASK);

  private final Parameters weights = MODEL.initialise(RandomSource.XO_SHI_RO_256_PP.create(1L));

  private Metrics metrics(Split split, int threads) {
    try (Shards shards = Shards.of(threads)) {
      return new SplitEvaluation(MODEL, Loss.CROSS_ENTROPY, TASK, split, shards).of(weights);
    }
  }

  private static Split split() {
    return Split.ofTrain(
        TASK.size(), IntStream.range(0, TASK.size()).filter(i -> i * 7L % 10 < 3).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void agreesWithTheWholeForAnyNumberOfThreads(int threads) {
    Split split = split();
    Tensor outputs = MODEL.forward(weights, TASK, Hooks.none());
    Metrics found = metrics(split, threads);
    assertClose(found.train(), outputs, split.train());
    assertClose(found.test().orElseThrow(), outputs, split.test());
    assertThat(found).isEqualTo(metrics(split, 1));
  }

  private static void assertClose(Evaluation found, Tensor outputs, int[] rows) {
    var expected = Evaluation.of(Loss.CROSS_ENTROPY, outputs, TASK.labels(), rows);
    assertThat(found.loss()).isCloseTo(expected.loss(), within(ROUNDING));
    assertThat(found.accuracy()).isEqualTo(expected.accuracy());
  }

  @Test
  void aPartMayHaveNoneOfASide() {
    Split split = Split.ofTrain(TASK.size(), new int[] {TASK.size() - 1, TASK.size() - 3});
    Tensor outputs = MODEL.forward(weights, TASK, Hooks.none());
    assertClose(metrics(split, 2).train(), outputs, split.train());
  }

  @Test
  void withoutTestExamplesThereIsNoTestLoss() {
    Split split = Split.ofTrain(TASK.size(), IntStream.range(0, TASK.size()).toArray());
    assertThat(metrics(split, 2).test()).isEmpty();
  }
}
