package periscope.models.net;

import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import periscope.models.net.PairMlpSpec.Embedding;
import periscope.models.net.PairMlpSpec.Hidden;
import periscope.models.task.ModularArithmetic;

/**
 * Weights that solve modular addition in closed form (Gromov 2023, "Grokking modular arithmetic",
 * arXiv:2301.02679): a planted truth for every Fourier measure.
 *
 * <pre>{@code
 * h_k(a, b)   = (cos(2πfa/p + φ_k) + cos(2πfb/p + ψ_k))²      f = frequency of neuron k
 * logits_q    = Σ_k h_k · cos(2πfq/p + φ_k + ψ_k)
 * }</pre>
 *
 * <p>Expanding the square, the term cos(2πf(a+b−q)/p) has the same sign for all neurons and the
 * others have random phases, so they cancel as neurons grow in number: enough are, for example, 200
 * for p = 97 and 512 for p = 113. Too few give wrong answers, not an error.
 */
public final class GromovSolution {
  private final PairMlp model;
  private final int neurons;
  private final Parameters weights;

  private GromovSolution(PairMlp model, int neurons, Parameters weights) {
    this.model = model;
    this.neurons = neurons;
    this.weights = weights;
  }

  /**
   * Plants frequencies 1, 2, …, ⌊(p−1)/2⌋, 1, 2, … in the neurons.
   *
   * @param task an addition
   * @param neurons number of neurons
   * @param random gives the phases
   * @throws IllegalArgumentException if the task is no addition or its modulus is below 3
   */
  public static GromovSolution of(
      ModularArithmetic task, int neurons, UniformRandomProvider random) {
    int p = task.modulus();
    if (task.operation() != ModularArithmetic.Operation.ADD || p < 3) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the closed-form solution is for addition modulo 3 or more, found %s modulo %d",
              task.operation(),
              p));
    }
    PairMlpSpec spec =
        new PairMlpSpec(1, neurons, Activation.SQUARE, Embedding.UNTIED, Hidden.UNTIED, true, true);
    PairMlp model = new PairMlp(spec, task.task());
    GromovSolution solution =
        new GromovSolution(model, neurons, Parameters.zeros(model.parameters()));
    for (int k = 0; k < neurons; k++) {
      double phaseA = 2 * Math.PI * random.nextDouble();
      double phaseB = 2 * Math.PI * random.nextDouble();
      solution.plant(p, k, phaseA, phaseB);
    }
    return solution;
  }

  private void plant(int p, int k, double phaseA, double phaseB) {
    float[] inputA = weights.get("W_input_a"); // [p][neurons]
    float[] inputB = weights.get("W_input_b"); // [p][neurons]
    float[] output = weights.get("W_output"); // [neurons][p]
    double turn = 2 * Math.PI * frequency(k) / p;
    for (int t = 0; t < p; t++) {
      inputA[t * neurons + k] = (float) Math.cos(turn * t + phaseA);
      inputB[t * neurons + k] = (float) Math.cos(turn * t + phaseB);
      output[k * p + t] = (float) Math.cos(turn * t + phaseA + phaseB);
    }
  }

  /** The network: collapsed matrices, one per operand, activation x². */
  public PairMlp model() {
    return model;
  }

  /** Its weights. */
  public Parameters weights() {
    return weights;
  }

  /** The planted frequency of a neuron, 1 to ⌊(p−1)/2⌋. */
  public int frequency(int neuron) {
    int p = model.parameters().getFirst().shape().getFirst();
    return 1 + neuron % ((p - 1) / 2);
  }
}
