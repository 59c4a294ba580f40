package periscope.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.models.spec.SpecException;
import periscope.models.spec.SpecMapper;

/**
 * Orders that CPython 3.11.2 and PyTorch 1.13 (Debian 12) gave, printed by
 *
 * <pre>{@code
 * def python(seed, n):
 *     order = list(range(n)); random.seed(seed); random.shuffle(order); return order
 * def randperm(seed, n):
 *     torch.manual_seed(seed); return torch.randperm(n).tolist()
 * for name, f in (("python", python), ("torch", randperm)):
 *     for seed in (0, 1, 598, -7, 2**32 + 5, 2**63 - 1):
 *         for n in (10, 12769):
 *             o = f(seed, n)
 *             print(name, seed, n, sum((i + 1) * v for i, v in enumerate(o)), *o[:10])
 * }</pre>
 */
class PublishedOrdersTest {

  @ParameterizedTest
  @CsvSource({
    "python, 0, 1, 0, 0",
    "python, 0, 2, 2, 0 1",
    "python, 0, 10, 240, 7 8 1 5 3 4 2 0 9 6",
    "python, 0, 3481, 10556473318, 2776 2654 2098 1922 2869 495 1632 510 1806 2452",
    "python, 0, 12769, 517945389279, 2068 1213 6243 2876 7184 1686 3107 4032 4705 2032",
    "python, 1, 10, 181, 6 8 9 7 5 3 0 4 1 2",
    "python, 1, 12769, 521068421418, 6612 8645 6803 11389 3304 3872 2953 3708 10276 6854",
    "python, 598, 10, 241, 6 8 0 4 5 2 3 9 7 1",
    "python, 598, 12769, 518314316798, 2852 2058 11169 5933 5624 6406 1658 2755 2808 3721",
    "python, -7, 10, 247, 8 3 1 4 7 0 9 6 2 5",
    "python, -7, 12769, 517351809820, 7100 1142 7515 8080 12098 8321 902 5766 4643 2893",
    "python, 4294967301, 10, 249, 5 3 6 1 9 0 8 4 7 2",
    "python, 4294967301, 12769, 519967195640, 226 1004 9265 8451 12640 12307 3747 1224 6387 11600",
    "python, 9223372036854775807, 10, 240, 4 1 9 8 6 0 3 7 2 5",
    "python, 9223372036854775807, 12769, 519856548925, 4582 1348 11597 9631 10265 10895 12749 3868 5804 11203",
    "torch, 0, 1, 0, 0",
    "torch, 0, 2, 2, 0 1",
    "torch, 0, 10, 254, 4 1 7 5 3 9 0 8 6 2",
    "torch, 0, 3481, 10467541698, 1261 1840 1465 523 3416 3352 2783 782 2399 2940",
    "torch, 0, 12769, 521240203276, 4182 2608 269 825 4847 9224 6227 116 5276 2052",
    "torch, 1, 10, 266, 5 6 1 2 0 8 9 3 7 4",
    "torch, 1, 12769, 519367398222, 984 3756 6851 9169 6197 8750 877 6708 7694 8281",
    "torch, 598, 10, 232, 9 5 1 0 8 4 6 7 2 3",
    "torch, 598, 12769, 519805193416, 2404 3488 5321 9739 11270 1804 6289 3838 2621 1976",
    "torch, -7, 10, 235, 4 7 6 0 8 3 2 9 5 1",
    "torch, -7, 12769, 520697447072, 6261 11326 5772 5202 1976 6286 9327 3921 1265 8020",
    "torch, 4294967301, 10, 263, 1 4 9 6 3 5 0 2 8 7",
    "torch, 4294967301, 12769, 520215164450, 4950 9967 6061 3348 7965 1059 3134 9990 5872 5333",
    "torch, 9223372036854775807, 10, 288, 1 4 6 2 0 5 8 7 9 3",
    "torch, 9223372036854775807, 12769, 521894553658, 5180 10723 2566 5416 3094 2877 6656 4231 12180 9841"
  })
  void ordersAreThoseOfTheOriginals(String name, long seed, int n, long checksum, String first) {
    int[] order =
        name.equals("python") ? PublishedOrders.python(seed, n) : PublishedOrders.torch(seed, n);
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (i + 1L) * order[i];
    }
    assertThat(sum).isEqualTo(checksum);
    assertThat(
            Arrays.stream(order)
                .limit(10)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" ")))
        .isEqualTo(first);
  }

  /** Both take the first int(fraction * size), and no notice of the run's own stream. */
  @Test
  void theFirstOfTheOrderAreTrainWhateverTheRunsSeed() {
    for (SplitSpec spec :
        List.of(new SplitSpec.PythonRandom(0, 0.9), new SplitSpec.TorchRandperm(598, 0.3))) {
      boolean python = spec instanceof SplitSpec.PythonRandom;
      int[] order = python ? PublishedOrders.python(0, 12769) : PublishedOrders.torch(598, 12769);
      int[] expected = Arrays.copyOf(order, python ? 11492 : 3830);
      Arrays.sort(expected);
      for (long seed : new long[] {1, 2}) {
        assertThat(spec.split(12769, RandomSource.XO_SHI_RO_256_PP.create(seed)).train())
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void allTrainLeavesNoneForTest() {
    Split split = new SplitSpec.AllTrain().split(5, RandomSource.XO_SHI_RO_256_PP.create(1L));
    assertThat(split.train()).isEqualTo(IntStream.range(0, 5).toArray());
    assertThat(split.test()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"python-random\",\"seed\":0,\"fraction\":0.9}|PythonRandom[seed=0, fraction=0.9]",
        "{\"type\":\"torch-randperm\",\"seed\":598,\"fraction\":0.3}|TorchRandperm[seed=598, fraction=0.3]",
        "{\"type\":\"all-train\"}|AllTrain[]",
        "{\"type\":\"random\",\"fraction\":0.4}|Random[fraction=0.4]"
      })
  void specificationsAreTextsWithTheirOwnSeed(String text, String spec) {
    SplitSpec read = SpecMapper.json().read(text, SplitSpec.class, "here");
    assertThat(read).hasToString(spec);
    assertThat(SpecMapper.json().tree(SpecMapper.json().write(read), "there"))
        .isEqualTo(SpecMapper.json().tree(text, "here"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"python-random\",\"fraction\":0.9}|here, line 1: the key seed is missing",
        "{\"type\":\"torch-randperm\",\"seed\":1,\"fraction\":1}|here, line 1: split.fraction is 1.0, expected a number between 0 and 1, both excluded",
        "{\"type\":\"all-train\",\"fraction\":1}|here, line 1: unknown key fraction; expected none"
      })
  void mistakesAreOneSentence(String text, String message) {
    assertThatThrownBy(() -> SpecMapper.json().read(text, SplitSpec.class, "here"))
        .isInstanceOf(SpecException.class)
        .hasMessage(message);
  }
}
