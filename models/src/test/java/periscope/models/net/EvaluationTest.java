package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

class EvaluationTest {

  private static final double KERNEL = 1e-11; // the relative error that its losses may have

  @Test
  void isTheMeanOverTheRows() {
    Tensor logits = new Tensor(List.of(3, 2), new double[] {Math.log(3), 0, 0, 0, 0, Math.log(7)});
    Evaluation evaluation = Evaluation.of(Loss.CROSS_ENTROPY, logits, new int[] {0, 1, 1});
    // probabilities of the labels: 3/4, 1/2, 7/8
    double expected = -(Math.log(0.75) + Math.log(0.5) + Math.log(0.875)) / 3;
    assertThat(evaluation.loss()).isCloseTo(expected, within(KERNEL * expected));
    assertThat(evaluation.accuracy()).isEqualTo(2.0 / 3);
  }

  @Test
  void someRowsAreAveragedAlone() {
    Tensor logits = new Tensor(List.of(3, 2), new double[] {9, 0, 0, 9, 9, 0});
    int[] labels = {0, 0, 0};
    assertThat(Evaluation.of(Loss.CROSS_ENTROPY, logits, labels, new int[] {0, 2}).accuracy())
        .isEqualTo(1);
    assertThat(Evaluation.of(Loss.CROSS_ENTROPY, logits, labels, new int[] {1}).accuracy())
        .isZero();
    assertThat(Evaluation.of(Loss.CROSS_ENTROPY, logits, labels, new int[] {1}).loss())
        .isCloseTo(9 + Math.log1p(Math.exp(-9)), within(9 * KERNEL));
  }

  @Test
  void ofEqualLogitsTheFirstWins() {
    Tensor logits = new Tensor(List.of(3, 3), new double[] {5, 5, 1, 5, 5, 1, -0.0, 0, 0});
    assertThat(Evaluation.of(Loss.CROSS_ENTROPY, logits, new int[] {0, 1, 0}).accuracy())
        .isEqualTo(2.0 / 3);
  }

  @Test
  void notANumberIsWrongAndShowsInTheLoss() {
    Tensor logits = new Tensor(List.of(2, 2), new double[] {Double.NaN, 1, 2, 1});
    Evaluation evaluation = Evaluation.of(Loss.CROSS_ENTROPY, logits, new int[] {1, 0});
    assertThat(evaluation.accuracy()).isEqualTo(0.5);
    assertThat(evaluation.loss()).isNaN();
    assertThat(Evaluation.of(Loss.CROSS_ENTROPY, logits, new int[] {0, 0}).accuracy())
        .isEqualTo(0.5);
  }

  @Test
  void blocksOfALargeTaskGiveTheMeanOfAll() {
    Task task = new ModularArithmetic(113, Operation.ADD, Pairs.ORDERED).task(); // two blocks
    TrainableModel model =
        new PairMlpSpec(
                1,
                4,
                Activation.RELU,
                PairMlpSpec.Embedding.TIED,
                PairMlpSpec.Hidden.TIED,
                true,
                true)
            .model(task);
    Parameters weights = model.initialise(PairMlpCases.random(3));
    Evaluation inBlocks = Evaluation.of(model, Loss.CROSS_ENTROPY, weights, task);
    Evaluation whole =
        Evaluation.of(
            Loss.CROSS_ENTROPY, model.forward(weights, task, Hooks.none()), task.labels());
    assertThat(inBlocks.loss()).isCloseTo(whole.loss(), within(1e-12));
    assertThat(inBlocks.accuracy()).isCloseTo(whole.accuracy(), within(1e-12));
    int[] rows = IntStream.range(0, task.size()).toArray();
    assertThat(
            Evaluation.of(
                Loss.CROSS_ENTROPY,
                model.forward(weights, task, Hooks.none()),
                task.labels(),
                rows))
        .isEqualTo(whole);
  }

  @Test
  void rowsAndLabelsMustFit() {
    Tensor logits = Tensor.zeros(2, 2);
    assertThatThrownBy(() -> Evaluation.of(Loss.CROSS_ENTROPY, logits, new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 1 labels for outputs of shape [2, 2]");
    assertThatThrownBy(
            () -> Evaluation.of(Loss.CROSS_ENTROPY, logits, new int[] {1, 0}, new int[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no examples");
    assertThatThrownBy(() -> Evaluation.of(Loss.CROSS_ENTROPY, logits, new int[] {1, 2}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
