package periscope.probes;

import java.util.Arrays;
import java.util.Random;
import periscope.models.net.Activation;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;

/**
 * A network of x² neurons whose logits are known: for each key k, with w = 2πk/p,
 *
 * <pre>{@code
 * neuron(φ, ψ) = (2 + cos(wa + φ) + cos(±wb + ψ))²      φ, ψ = 0, 2π/3, 4π/3
 * logits       = Σ_k amplitude_k Σ_φψ neuron · cos(wc + φ + ψ) = Σ_k 4.5 amplitude_k cos(w(a ± b − c))
 * }</pre>
 *
 * <p>All else that the square makes has a phase that the nine neurons of a key cancel. A neuron's
 * own frequency explains 0.98 of it or more, since the 2 makes the part of (cos + cos) large that
 * is not squared, so the keys are keys by the rule of Nanda et al. 2023 too.
 */
final class WaveNetwork {
  static final double GAIN = 4.5;
  private static final int PHASES = 3;
  private static final int NEURONS = PHASES * PHASES;

  final RunFixture fixture;
  final int p;
  final int h;
  private final int[] keys;
  private final int sign;

  private WaveNetwork(int p, Operation operation, Pairs pairs, int extra, int... keys) {
    this.p = p;
    this.keys = keys;
    h = keys.length * NEURONS + extra;
    sign = operation == Operation.ADD ? 1 : -1;
    fixture =
        new RunFixture(
            new ModularArithmetic(p, operation, pairs),
            new PairMlpSpec(
                1,
                h,
                Activation.SQUARE,
                PairMlpSpec.Embedding.INPUT_TIED,
                PairMlpSpec.Hidden.UNTIED,
                true,
                true));
  }

  static WaveNetwork of(int p, Operation operation, Pairs pairs, int... keys) {
    return new WaveNetwork(p, operation, pairs, 0, keys);
  }

  /** With room for neurons of noise. */
  static WaveNetwork noisy(int p, Operation operation, Pairs pairs, int... keys) {
    return new WaveNetwork(p, operation, pairs, 3, keys);
  }

  /** Weights with these amplitudes of the keys' cubes. */
  Parameters weights(double... amplitudes) {
    Parameters weights = fixture.zeros();
    float[] first = weights.get("W_input_a"); // [p][h]
    float[] second = weights.get("W_input_b"); // [p][h]
    float[] output = weights.get("W_output"); // [h][p]
    for (int i = 0; i < keys.length * NEURONS; i++) {
      double w = 2 * Math.PI * keys[i / NEURONS] / p;
      double phase = 2 * Math.PI * (i % PHASES) / PHASES;
      int row = i % NEURONS / PHASES;
      double other = 2 * Math.PI * row / PHASES;
      for (int t = 0; t < p; t++) {
        first[t * h + i] = (float) (1 + Math.cos(w * t + phase));
        second[t * h + i] = (float) (1 + Math.cos(sign * w * t + other));
        output[i * p + t] = (float) (amplitudes[i / NEURONS] * Math.cos(w * t + phase + other));
      }
    }
    return weights;
  }

  /** The same with noise on the way out, and neurons that are noise: logits without structure. */
  Parameters noise(long seed) {
    double[] amplitudes = new double[keys.length];
    Arrays.fill(amplitudes, 0.3);
    Parameters weights = weights(amplitudes);
    var random = new Random(seed);
    for (int t = 0; t < p; t++) {
      for (int i = keys.length * NEURONS; i < h; i++) {
        weights.get("W_input_a")[t * h + i] = (float) random.nextGaussian();
        weights.get("W_input_b")[t * h + i] = (float) random.nextGaussian();
      }
    }
    for (int i = 0; i < h * p; i++) {
      weights.get("W_output")[i] += (float) (0.1 * random.nextGaussian());
    }
    return weights;
  }
}
