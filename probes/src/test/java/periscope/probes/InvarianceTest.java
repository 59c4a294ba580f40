package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Activation;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;

/** What must not change when a network is written down differently. */
final class InvarianceTest {
  /** Relative: the same sums in another order. */
  private static final double ROUNDING = 1e-12;

  private static final int H = 6;

  private static final Set<String> PER_NEURON =
      Set.of(
          "W_input",
          "W_output",
          "W_input/fourier",
          "W_output/fourier",
          "W_input/frequency",
          "W_input/phase",
          "W_output/phase",
          "ipr/in/neurons",
          "ipr/out/neurons",
          "neurons/frequency",
          "neurons/explained-share");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {8, 11})
  void orderOfNeuronsChangesNothingButTheirOrder(int p) throws IOException {
    var fixture = RunFixture.collapsed(p, H, Activation.RELU, PairMlpSpec.Hidden.TIED);
    Parameters weights = fixture.trainEvery(3).gaussian(p);
    int[] from = {3, 0, 5, 1, 4, 2};
    Parameters permuted = fixture.zeros();
    for (int t = 0; t < p; t++) {
      for (int i = 0; i < H; i++) {
        permuted.get("W_input")[t * H + i] = weights.get("W_input")[t * H + from[i]];
        permuted.get("W_output")[i * p + t] = weights.get("W_output")[from[i] * p + t];
      }
    }
    try (MeasureFile before = probe(p, weights);
        MeasureFile after = probe(p, permuted)) {
      for (String id : numbersOfNoNeuron(before)) {
        double[] values = before.row(id, 0);
        double scale = 1 + Arrays.stream(values).map(Math::abs).max().orElseThrow();
        assertThat(after.row(id, 0)).as(id).containsExactly(values, within(ROUNDING * scale));
      }
      assertThat(after.integers("keys")).containsExactly(before.integers("keys"));
      int[] orderBefore = before.integers("neurons/order");
      int[] orderAfter = after.integers("neurons/order");
      for (int i = 0; i < H; i++) {
        assertThat(from[orderAfter[i]]).isEqualTo(orderBefore[i]);
      }
    }
  }

  /** All but the matrices with a row or column per neuron, and the axes whose signs they fix. */
  private static List<String> numbersOfNoNeuron(MeasureFile file) {
    List<String> ids =
        file.series().stream()
            .filter(id -> !PER_NEURON.contains(id) && !id.equals("pca/final-axes"))
            .toList();
    assertThat(ids).contains("loss/train", "gini/W_output", "W_input/fourier-norm");
    return ids;
  }

  @ParameterizedTest
  @CsvSource({"7,3", "11,7", "8,5"})
  void relabellingResiduesMovesFrequencies(int p, int u) throws IOException {
    var fixture = RunFixture.collapsed(p, H, Activation.RELU, PairMlpSpec.Hidden.TIED);
    Parameters weights = fixture.gaussian(100L + p);
    Parameters relabelled = fixture.zeros();
    for (int t = 0; t < p; t++) {
      for (int i = 0; i < H; i++) {
        relabelled.get("W_input")[u * t % p * H + i] = weights.get("W_input")[t * H + i];
        relabelled.get("W_output")[i * p + u * t % p] = weights.get("W_output")[i * p + t];
      }
    }
    try (MeasureFile before = probe(p, weights);
        MeasureFile after = probe(p, relabelled)) {
      for (String id : List.of("loss/all", "accuracy/all", "ipr/in", "ipr/out")) {
        assertThat(after.row(id, 0)[0]).as(id).isCloseTo(before.row(id, 0)[0], within(ROUNDING));
      }
      assertThat(after.row("neurons/explained-share", 0))
          .containsExactly(before.row("neurons/explained-share", 0), within(ROUNDING));
      for (String id : List.of("W_input/frequency", "neurons/frequency")) {
        double[] moved =
            Arrays.stream(before.row(id, 0)).map(k -> divided((int) k, u, p)).toArray();
        assertThat(after.row(id, 0)).as(id).containsExactly(moved);
      }
    }
  }

  /** The k′ in 1..p/2 with u·k′ = ±k modulo p. */
  private static int divided(int k, int u, int p) {
    for (int candidate = 1; candidate <= p / 2; candidate++) {
      if (u * candidate % p == k || u * candidate % p == p - k) {
        return candidate;
      }
    }
    throw new AssertionError(String.format(Locale.ROOT, "%d is no unit modulo %d", u, p));
  }

  private MeasureFile probe(int p, Parameters weights) throws IOException {
    var fixture = RunFixture.collapsed(p, H, Activation.RELU, PairMlpSpec.Hidden.TIED);
    return fixture
        .trainEvery(3)
        .snapshot(weights)
        .probe(Files.createTempDirectory(folder, "probe"));
  }
}
