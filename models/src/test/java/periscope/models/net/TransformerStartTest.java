package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import periscope.models.kernel.Elementwise;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Biases;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.models.net.TransformerSpec.Outputs;
import periscope.models.net.TransformerSpec.Positions;
import periscope.models.net.TransformerSpec.Start;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;

/**
 * What fresh weights look like, by the definitions of their sources. Of n draws with deviation σ,
 * the mean square is within 5·√2·σ²/√n of σ² (five standard errors of a normal; of a uniform the
 * error is less).
 */
class TransformerStartTest {
  private static final int P = 53;
  private static final int D = 64; // dModel
  private static final int HEADS = 3;
  private static final int D_HEAD = 20;
  private static final int D_MLP = 150;

  private static TransformerSpec spec(Start start, Positions positions) {
    return new TransformerSpec(
        1,
        HEADS,
        D_HEAD,
        D,
        D_MLP,
        Activation.RELU,
        Attention.CAUSAL,
        1,
        new Biases(true, true, true),
        Outputs.CLASSES,
        Normalization.PRE,
        true,
        positions,
        false,
        0,
        start,
        0);
  }

  private static Parameters drawn(Start start, Positions positions) {
    return spec(start, positions)
        .model(new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED, true, false).task())
        .initialise(PairMlpCases.random(4));
  }

  /** Deviations; of uniforms the bound over √3. */
  private static Map<String, Double> deviations(Start start) {
    double usual = 1 / Math.sqrt(D);
    return switch (start) {
      case NANDA -> deviations(usual, usual, usual, usual, 1 / Math.sqrt(P));
      case PIZZA -> deviations(usual, usual, 1 / Math.sqrt(D_MLP), usual, 1 / Math.sqrt(P));
      case TRANSFORMER_LENS ->
          deviations(0.8 * usual, 0.8 * usual, 0.8 * usual, 0.8 * usual, 0.8 * usual);
      case PYTORCH -> {
        double box = 1 / Math.sqrt(3);
        yield Map.of(
            "embed.W_E", 1.0,
            "blocks.0.attn.W_Q", box / Math.sqrt(D),
            "blocks.0.attn.W_O", box / Math.sqrt(HEADS * D_HEAD),
            "blocks.0.mlp.W_in", box / Math.sqrt(D),
            "blocks.0.mlp.W_out", box / Math.sqrt(D_MLP),
            "unembed.W_U", box / Math.sqrt(D));
      }
    };
  }

  private static Map<String, Double> deviations(
      double embedding, double attention, double in, double out, double unembedding) {
    return Map.of(
        "embed.W_E", embedding,
        "blocks.0.attn.W_Q", attention,
        "blocks.0.attn.W_O", attention,
        "blocks.0.mlp.W_in", in,
        "blocks.0.mlp.W_out", out,
        "unembed.W_U", unembedding);
  }

  @ParameterizedTest
  @EnumSource
  void everyMatrixHasTheDeviationOfItsSource(Start start) {
    Parameters weights = drawn(start, Positions.LEARNED);
    deviations(start)
        .forEach(
            (name, deviation) -> {
              float[] values = weights.get(name);
              double variance = deviation * deviation;
              assertThat(Elementwise.sumOfSquares(values, 0, values.length) / values.length)
                  .as(name)
                  .isCloseTo(
                      variance, within(5 * Math.sqrt(2) * variance / Math.sqrt(values.length)));
            });
  }

  @ParameterizedTest
  @EnumSource
  void normsStartAtTheIdentityAndBiasesAtZeroButPyTorchs(Start start) {
    Parameters weights = drawn(start, Positions.LEARNED);
    assertThat(weights.get("ln_final.w")).containsOnly(1f);
    assertThat(weights.get("ln_final.b")).containsOnly(0f);
    float[] bias = weights.get("blocks.0.mlp.b_out");
    if (start == Start.PYTORCH) {
      float bound = (float) (1 / Math.sqrt(D_MLP));
      for (float value : bias) {
        assertThat(value).isBetween(-bound, bound).isNotZero();
      }
    } else {
      assertThat(bias).containsOnly(0f);
    }
  }

  /** Vaswani et al. 2017: sin(t/10000^(2i/d)) in column 2i, its cosine beside it; float32. */
  @Test
  void sinusoidalPositionsAreTheFormula() {
    float[] waves = drawn(Start.NANDA, Positions.SINUSOIDAL).get("pos_embed.W_pos");
    for (int t = 0; t < 3; t++) {
      for (int i = 0; i < D / 2; i++) {
        double angle = t * Math.exp(-Math.log(10_000) * 2 * i / D);
        assertThat((double) waves[t * D + 2 * i]).isCloseTo(Math.sin(angle), within(1e-7));
        assertThat((double) waves[t * D + 2 * i + 1]).isCloseTo(Math.cos(angle), within(1e-7));
      }
    }
  }

  @Test
  void anotherSeedDrawsOtherWeightsAndTheSameSeedTheSame() {
    var task = new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED, true, false).task();
    TrainableModel model = spec(Start.NANDA, Positions.LEARNED).model(task);
    float[] first = model.initialise(PairMlpCases.random(1)).get("embed.W_E");
    assertThat(model.initialise(PairMlpCases.random(1)).get("embed.W_E")).isEqualTo(first);
    assertThat(model.initialise(PairMlpCases.random(2)).get("embed.W_E")).isNotEqualTo(first);
  }
}
