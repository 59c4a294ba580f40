package periscope.probes.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.models.net.Parameters;
import periscope.models.net.Recorder;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;
import periscope.probes.MeasureFile;
import periscope.probes.RunFixture;

/** Scores by token against the model's own activations on every pair, and by hand. */
final class AttentionProbeTest {
  private static final int P = 7;
  private static final int HEADS = AttentionModels.HEADS;

  /** Relative: sums of a few products in float64, in another order. */
  private static final double ROUNDING = 1e-11;

  @TempDir private Path folder;

  /** The page makes patterns of these scores: softmax over positions, then α. */
  @ParameterizedTest
  @CsvSource({
    "1,CAUSAL,1,NONE,false",
    "2,CAUSAL,0.7,PRE,false",
    "2,FULL,1,POST,false",
    "1,FULL,0.3,PRE,true"
  })
  void theyGiveTheScoresAndPatternsOfEveryPair(
      int layers,
      Attention attention,
      double alpha,
      Normalization normalization,
      boolean operatorToken)
      throws IOException {
    var task = new ModularArithmetic(P, Operation.ADD, Pairs.UNORDERED, true, operatorToken);
    var fixture =
        new RunFixture(task, AttentionModels.spec(layers, attention, alpha, normalization));
    Parameters weights = fixture.gaussian(5);
    Task plane = task.plane();
    var recorder = Recorder.of("blocks.0.attn.hook_attn_scores", "blocks.0.attn.hook_pattern");
    fixture.model().forward(weights, plane, recorder);
    var scores = recorder.get("blocks.0.attn.hook_attn_scores");
    var pattern = recorder.get("blocks.0.attn.hook_pattern");
    int positions = plane.arity();
    int tokens = plane.vocabulary();
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.spec("attention/scores").shape())
          .isEqualTo(List.of(HEADS, positions, tokens));
      double[] measured = file.row("attention/scores", 0);
      for (int example = 0; example < plane.size(); example++) {
        for (int head = 0; head < HEADS; head++) {
          int queries = scores.dim(2);
          int row = ((example * HEADS + head) * queries + queries - 1) * positions;
          double sum = 0;
          double[] found = new double[positions];
          for (int i = 0; i < positions; i++) {
            int token = plane.inputs()[example * positions + i];
            found[i] = measured[(head * positions + i) * tokens + token];
            assertThat(found[i]).isCloseTo(scores.values()[row + i], within(ROUNDING));
            sum += Math.exp(found[i]);
          }
          for (int i = 0; i < positions; i++) {
            assertThat(alpha * Math.exp(found[i]) / sum + 1 - alpha)
                .isCloseTo(pattern.values()[row + i], within(ROUNDING));
          }
        }
      }
    }
  }

  @Test
  void aScoreIsTheQueryTimesTheKey() throws IOException {
    var task = new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED, true);
    var fixture =
        new RunFixture(task, AttentionModels.spec(1, Attention.CAUSAL, 1, Normalization.NONE));
    Parameters weights = fixture.gaussian(9);
    double[] embedding = weights.wide("embed.W_E");
    double[] places = weights.wide("pos_embed.W_pos");
    double[] measured;
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      measured = file.row("attention/scores", 0);
    }
    for (int head = 0; head < HEADS; head++) {
      double[] query = projected(weights, "Q", head, embedding, places, P, 2);
      for (int token = 0; token < P; token++) {
        double[] key = projected(weights, "K", head, embedding, places, token, 1);
        double score = (query[0] * key[0] + query[1] * key[1] + query[2] * key[2]) / Math.sqrt(3);
        assertThat(measured[(head * 3 + 1) * (P + 1) + token])
            .isCloseTo(score, within(ROUNDING * Math.max(1, Math.abs(score))));
      }
    }
  }

  /** (W_E[token] + W_pos[position]) · W + b of a head, [3]. */
  private static double[] projected(
      Parameters weights,
      String which,
      int head,
      double[] embedding,
      double[] places,
      int token,
      int position) {
    double[] matrix = weights.wide("blocks.0.attn.W_" + which); // [heads][6][3]
    double[] bias = weights.wide("blocks.0.attn.b_" + which); // [heads][3]
    double[] result = new double[3];
    for (int i = 0; i < 3; i++) {
      result[i] = bias[head * 3 + i];
      for (int d = 0; d < 6; d++) {
        result[i] +=
            (embedding[token * 6 + d] + places[position * 6 + d]) * matrix[(head * 6 + d) * 3 + i];
      }
    }
    return result;
  }

  @Test
  void itSaysWhyThereAreNone() throws IOException {
    var pairs = new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED);
    var transformer =
        new RunFixture(pairs, AttentionModels.spec(1, Attention.FULL, 1, Normalization.NONE));
    assertThat(absence(transformer))
        .isEqualTo(
            "the last position holds an operand, not always the same token such as =: there is another query for each operand");
    assertThat(absence(RunFixture.addition(P, 4, 3))).isEqualTo("the model has no attention");
  }

  private String absence(RunFixture fixture) throws IOException {
    Path own = Files.createTempDirectory(folder, "run");
    try (MeasureFile file = fixture.snapshot(fixture.gaussian(1)).probe(own)) {
      assertThat(file.has("attention/scores")).isFalse();
      return file.absentReason("attention/scores").orElseThrow();
    }
  }
}
