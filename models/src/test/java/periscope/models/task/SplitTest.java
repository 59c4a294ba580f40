package periscope.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {

  private static Split random(double fraction, int size, long seed) {
    return new SplitSpec.Random(fraction).split(size, RandomSource.XO_SHI_RO_256_PP.create(seed));
  }

  @ParameterizedTest
  @CsvSource({"0.4, 2278, 911", "0.3, 2278, 683", "0.7, 2278, 1594", "0.5, 2, 1", "0.999, 3, 2"})
  void trainAndTestAreAllExamplesOnceAndAscending(double fraction, int size, int train) {
    for (long seed = 0; seed < 20; seed++) {
      Split split = random(fraction, size, seed);
      assertThat(split.train()).hasSize(train);
      for (int[] part : new int[][] {split.train(), split.test()}) {
        for (int i = 1; i < part.length; i++) {
          assertThat(part[i]).isGreaterThan(part[i - 1]);
        }
      }
      int[] all =
          IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.test()))
              .sorted()
              .toArray();
      assertThat(all).isEqualTo(IntStream.range(0, size).toArray());
    }
  }

  @Test
  void oneSeedGivesOneSplitAndAnotherAnother() {
    assertThat(random(0.4, 2278, 1).train()).isEqualTo(random(0.4, 2278, 1).train());
    assertThat(random(0.4, 2278, 1).train()).isNotEqualTo(random(0.4, 2278, 2).train());
  }

  /** 2 000 draws of an event of probability 0.3: five standard errors are 0.051. */
  @Test
  void everyExampleIsAsLikelyToBeTrain() {
    int[] chosen = new int[10];
    for (long seed = 0; seed < 2000; seed++) {
      for (int example : random(0.3, 10, seed).train()) {
        chosen[example]++;
      }
    }
    for (int count : chosen) {
      assertThat(count / 2000.0).isCloseTo(0.3, within(0.051));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void fractionsAreStrictlyBetweenZeroAndOne(double fraction) {
    assertThatThrownBy(() -> new SplitSpec.Random(fraction))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("split.fraction is " + fraction);
  }

  @Test
  void aSplitWithoutTrainingExamplesIsRefused() {
    assertThatThrownBy(() -> random(0.1, 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leaves 0 of 3 examples for training");
  }

  @Test
  void aCountTakesTheSamePermutationAsAShare() {
    var random = RandomSource.XO_SHI_RO_256_PP.create(3);
    Split split = new SplitSpec.RandomCount(40).split(100, random);
    assertThat(split.train()).hasSize(40).isEqualTo(random(0.4, 100, 3).train());
    assertThat(split.test()).hasSize(60);
  }

  @Test
  void theFirstExamplesAreTrain() {
    Split split = new SplitSpec.First(3).split(5, RandomSource.XO_SHI_RO_256_PP.create(1));
    assertThat(split.train()).containsExactly(0, 1, 2);
    assertThat(split.test()).containsExactly(3, 4);
  }

  @Test
  void countsLeaveSomeExamplesForTrainAndTest() {
    var random = RandomSource.XO_SHI_RO_256_PP.create(1);
    assertThatThrownBy(() -> new SplitSpec.First(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("split.count is 0, expected 1 or more");
    assertThatThrownBy(() -> new SplitSpec.RandomCount(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("split.count is -1, expected 1 or more");
    for (SplitSpec spec : List.of(new SplitSpec.First(5), new SplitSpec.RandomCount(5))) {
      assertThatThrownBy(() -> spec.split(5, random))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "split.count is 5, but the task has 5 examples: train and test need at least one each");
    }
  }

  @Test
  void aGivenTrainingSetIsSortedAndChecked() {
    Split split = Split.ofTrain(5, new int[] {4, 1});
    assertThat(split.train()).containsExactly(1, 4);
    assertThat(split.test()).containsExactly(0, 2, 3);
    assertThatThrownBy(() -> Split.ofTrain(5, new int[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("training example 1 stands twice");
    assertThatThrownBy(() -> Split.ofTrain(5, new int[] {5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("training example 5 is outside 0 to 4");
    assertThatThrownBy(() -> Split.ofTrain(5, new int[] {-1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
