package periscope.probes.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.models.net.Parameters;
import periscope.models.net.Recorder;
import periscope.models.net.Tensor;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Permutations;
import periscope.models.task.TaskSpec;
import periscope.probes.MeasureFile;
import periscope.probes.RunFixture;

/** Patterns against softmax of queries and keys, written out from what each layer receives. */
final class AttentionPatternProbeTest {
  private static final int P = 7;
  private static final int HEADS = AttentionModels.HEADS;
  private static final int D_HEAD = AttentionModels.D_HEAD;
  private static final int D = AttentionModels.D;

  /** Of numbers up to 1: sums of a few products in float64, in another order. */
  private static final double ROUNDING = 1e-11;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "1,FULL,0.3,NONE,false,false",
    "2,CAUSAL,1,NONE,false,true",
    "2,FULL,1,POST,true,false",
    "3,CAUSAL,0.7,NONE,true,true"
  })
  void theyAreThoseOfTheQueriesAndKeysOfEveryPair(
      int layers,
      Attention attention,
      double alpha,
      Normalization normalization,
      boolean operator,
      boolean equals)
      throws IOException {
    var task = new ModularArithmetic(P, Operation.ADD, Pairs.UNORDERED, equals, operator);
    var fixture =
        new RunFixture(task, AttentionModels.spec(layers, attention, alpha, normalization));
    Parameters weights = fixture.gaussian(11);
    for (int i = 0; i < weights.specs().size(); i++) {
      for (int j = 0; j < weights.get(i).length; j++) {
        weights.get(i)[j] *= 0.4f; // patterns that are neither 0 nor 1
      }
    }
    int positions = task.plane().arity();
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      for (int layer = equals ? 1 : 0; layer < layers; layer++) {
        String id = "attention/pattern/" + layer;
        String input = normalization == Normalization.PRE ? "hook_normalized" : "hook_resid_pre";
        String name = "blocks." + layer + "." + input;
        Recorder recorder = Recorder.of(name);
        fixture.model().forward(weights, task.plane(), recorder);
        assertThat(file.spec(id).shape()).isEqualTo(List.of(1, HEADS, positions, P, P));
        double[] measured = file.all(id);
        double[] expected = slow(weights, layer, recorder.get(name), positions, alpha);
        assertThat(measured).containsExactly(expected, within(ROUNDING));
      }
      if (equals) {
        assertThat(file.absentReason("attention/pattern/0"))
            .contains("attention/scores has what makes the first layer's attention for every pair");
      }
    }
  }

  /** {@code [heads][positions][pairs]} from what a layer's attention receives. */
  private static double[] slow(
      Parameters weights, int layer, Tensor input, int positions, double alpha) {
    double[] patterns = new double[HEADS * positions * P * P];
    for (int pair = 0; pair < P * P; pair++) {
      for (int head = 0; head < HEADS; head++) {
        double[] query = projected(weights, layer, "Q", head, input, pair, positions - 1);
        double[] scores = new double[positions];
        double sum = 0;
        for (int i = 0; i < positions; i++) {
          double[] key = projected(weights, layer, "K", head, input, pair, i);
          for (int d = 0; d < D_HEAD; d++) {
            scores[i] += query[d] * key[d] / Math.sqrt(D_HEAD);
          }
        }
        double most = Arrays.stream(scores).max().orElseThrow();
        for (double score : scores) {
          sum += Math.exp(score - most);
        }
        for (int i = 0; i < positions; i++) {
          patterns[(head * positions + i) * P * P + pair] =
              alpha * Math.exp(scores[i] - most) / sum + 1 - alpha;
        }
      }
    }
    return patterns;
  }

  private static double[] projected(
      Parameters weights, int layer, String which, int head, Tensor input, int pair, int at) {
    double[] matrix = weights.wide("blocks." + layer + ".attn.W_" + which); // [heads][D][D_HEAD]
    double[] result =
        Arrays.copyOfRange(
            weights.wide("blocks." + layer + ".attn.b_" + which),
            head * D_HEAD,
            (head + 1) * D_HEAD);
    int positions = input.dim(1);
    for (int i = 0; i < D_HEAD; i++) {
      for (int d = 0; d < D; d++) {
        result[i] +=
            input.values()[(pair * positions + at) * D + d] * matrix[(head * D + d) * D_HEAD + i];
      }
    }
    return result;
  }

  @Test
  void aLongRunHasThemAtEveryKthCheckpointAndTheLast() throws IOException {
    var task = new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED);
    var fixture =
        new RunFixture(task, AttentionModels.spec(1, Attention.FULL, 1, Normalization.NONE));
    for (int i = 0; i < 40; i++) {
      fixture.snapshot(fixture.gaussian(i));
    }
    double[] one;
    double[] last;
    Path other = Files.createDirectory(folder.resolve("other"));
    var two = new RunFixture(task, AttentionModels.spec(1, Attention.FULL, 1, Normalization.NONE));
    try (MeasureFile file =
        two.snapshot(two.gaussian(38)).snapshot(two.gaussian(39)).probe(other)) {
      double[] both = file.all("attention/pattern/0");
      one = Arrays.copyOfRange(both, 0, both.length / 2);
      last = Arrays.copyOfRange(both, both.length / 2, both.length);
    }
    try (MeasureFile file = fixture.probe(folder)) {
      double[] steps =
          IntStream.rangeClosed(0, 20).mapToDouble(i -> i < 20 ? 20.0 * i : 390).toArray();
      assertThat(file.all("attention/pattern/steps")).containsExactly(steps);
      double[] all = file.all("attention/pattern/0");
      assertThat(Arrays.copyOfRange(all, 19 * one.length, 20 * one.length)).containsExactly(one);
      assertThat(Arrays.copyOfRange(all, 20 * one.length, 21 * one.length)).containsExactly(last);
    }
  }

  @Test
  void permutationsAreOperandsToo() throws IOException {
    TaskSpec task = new Permutations(3, Permutations.Operation.PRODUCT, false, false);
    var fixture =
        new RunFixture(task, AttentionModels.spec(1, Attention.CAUSAL, 1, Normalization.NONE));
    try (MeasureFile file = fixture.snapshot(fixture.gaussian(3)).probe(folder)) {
      double[] pattern = file.all("attention/pattern/0"); // [1][heads][2][6][6]
      assertThat(file.spec("attention/pattern/0").shape()).isEqualTo(List.of(1, HEADS, 2, 6, 6));
      for (int i = 0; i < 36; i++) {
        assertThat(pattern[i] + pattern[36 + i]).isCloseTo(1, within(ROUNDING));
      }
    }
  }

  @Test
  void itSaysWhyThereAreNone() throws IOException {
    RunFixture mlp = RunFixture.addition(P, 4, 3);
    try (MeasureFile file = mlp.snapshot(mlp.gaussian(1)).probe(folder)) {
      assertThat(file.absentReason("attention/pattern/0")).contains("the model has no attention");
    }
  }
}
