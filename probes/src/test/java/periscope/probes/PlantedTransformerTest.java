package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.models.net.Activation;
import periscope.models.net.Parameters;
import periscope.models.net.TransformerSpec;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;

/**
 * A transformer whose logits are a sum of cosine cubes by construction: one head brings the waves
 * of a to the last position, another those of b, and neurons of x² multiply them as in {@link
 * WaveNetwork}.
 */
final class PlantedTransformerTest {
  private static final int P = 11;
  private static final int[] KEYS = {2, 3};
  private static final double[] AMPLITUDES = {0.6, 0.8};
  private static final int WAVES = 2 * KEYS.length; // cosine and sine of each key
  private static final int PHASES = 3;
  private static final int NEURONS = KEYS.length * PHASES * PHASES;

  // The residual stream: waves of the token, its position, waves of a, waves of b, of a + b.
  private static final int POSITION = WAVES;
  private static final int A = POSITION + 3;
  private static final int B = A + WAVES;
  private static final int SUM = B + WAVES;
  private static final int D = SUM + WAVES;

  /** A score at which the other positions' share of attention is 0 in float64. */
  private static final float SCORE = 8000;

  /** Weights are cosines rounded to float32, 6e-8 each, and logits of order 1. */
  private static final double FLOAT32 = 1e-5;

  @TempDir Path folder;

  private static final TransformerSpec SPEC =
      new TransformerSpec(
          1,
          2,
          WAVES,
          D,
          NEURONS,
          Activation.SQUARE,
          TransformerSpec.Attention.CAUSAL,
          1,
          new TransformerSpec.Biases(false, true, false),
          TransformerSpec.Outputs.CLASSES);

  private static Parameters weights(RunFixture fixture) {
    Parameters weights = fixture.zeros();
    for (int key = 0; key < KEYS.length; key++) {
      for (int t = 0; t < P; t++) {
        double angle = 2 * Math.PI * KEYS[key] * t / P;
        set(weights, "embed.W_E", t * D + 2 * key, Math.cos(angle));
        set(weights, "embed.W_E", t * D + 2 * key + 1, Math.sin(angle));
        set(weights, "unembed.W_U", (SUM + 2 * key) * P + t, Math.cos(angle));
        set(weights, "unembed.W_U", (SUM + 2 * key + 1) * P + t, Math.sin(angle));
      }
    }
    for (int position = 0; position < 3; position++) {
      set(weights, "pos_embed.W_pos", position * D + POSITION + position, 1);
    }
    for (int head = 0; head < 2; head++) {
      int from = head * D * WAVES; // [heads][D][WAVES]
      set(weights, "blocks.0.attn.W_Q", from + (POSITION + 2) * WAVES, SCORE);
      set(weights, "blocks.0.attn.W_K", from + (POSITION + head) * WAVES, 1);
      for (int i = 0; i < WAVES; i++) {
        set(weights, "blocks.0.attn.W_V", from + i * WAVES + i, 1);
        int to = (head == 0 ? A : B) + i;
        set(weights, "blocks.0.attn.W_O", (head * WAVES + i) * D + to, 1); // [heads][WAVES][D]
      }
    }
    for (int neuron = 0; neuron < NEURONS; neuron++) {
      neuron(weights, neuron);
    }
    return weights;
  }

  /** (2 + cos(wa + φ) + cos(wb + ψ))², which adds amplitude · cos(wc + φ + ψ) of itself to c. */
  private static void neuron(Parameters weights, int neuron) {
    int key = neuron / (PHASES * PHASES);
    int second = neuron / PHASES % PHASES;
    double phi = 2 * Math.PI * (neuron % PHASES) / PHASES;
    double psi = 2 * Math.PI * second / PHASES;
    set(weights, "blocks.0.mlp.b_in", neuron, 2);
    String in = "blocks.0.mlp.W_in"; // [D][NEURONS]
    set(weights, in, (A + 2 * key) * NEURONS + neuron, Math.cos(phi));
    set(weights, in, (A + 2 * key + 1) * NEURONS + neuron, -Math.sin(phi));
    set(weights, in, (B + 2 * key) * NEURONS + neuron, Math.cos(psi));
    set(weights, in, (B + 2 * key + 1) * NEURONS + neuron, -Math.sin(psi));
    String out = "blocks.0.mlp.W_out"; // [NEURONS][D]
    set(weights, out, neuron * D + SUM + 2 * key, AMPLITUDES[key] * Math.cos(phi + psi));
    set(weights, out, neuron * D + SUM + 2 * key + 1, -AMPLITUDES[key] * Math.sin(phi + psi));
  }

  private static void set(Parameters weights, String name, int index, double value) {
    weights.get(name)[index] = (float) value;
  }

  @Test
  void itsMeasuresAreKnown() throws IOException {
    var fixture =
        new RunFixture(new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED, true), SPEC)
            .trainEvery(3);
    double loss = 0; // of any pair: d is the distance of a class from the answer
    for (int d = 0; d < P; d++) {
      double logit = 0;
      for (int key = 0; key < KEYS.length; key++) {
        logit += AMPLITUDES[key] * (Math.cos(2 * Math.PI * KEYS[key] * d / P) - 1);
      }
      loss += Math.exp(WaveNetwork.GAIN * logit);
    }
    loss = Math.log(loss);
    try (MeasureFile file = fixture.snapshot(weights(fixture)).probe(folder)) {
      assertThat(file.integers("keys")).containsExactly(KEYS);
      assertThat(file.integers("keys/neurons-per-key")).containsExactly(9, 9);
      assertThat(file.integers("keys/logit-cosine")).containsExactly(KEYS);
      assertThat(file.integers("keys/embedding-norm")).containsExactly(KEYS);
      assertThat(file.row("logits/cosine-similarity/raw", 0))
          .containsExactly(new double[] {0, 0.6, 0.8, 0, 0}, within(FLOAT32));
      for (String id :
          List.of(
              "logit-fve",
              "logits/explained/raw",
              "embedding/explained-by-keys",
              "W_L/explained-by-keys")) {
        assertThat(file.row(id, 0)[0]).as(id).isCloseTo(1, within(FLOAT32));
      }
      for (String id : List.of("loss/all", "restricted/test", "restricted-cube/train")) {
        assertThat(file.row(id, 0)[0]).as(id).isCloseTo(loss, within(FLOAT32));
      }
      for (String id : List.of("excluded", "excluded-cube", "excluded-mlp")) {
        assertThat(file.row(id + "/all-keys/train", 0)[0])
            .as(id)
            .isCloseTo(Math.log(P), within(FLOAT32));
      }
    }
  }
}
