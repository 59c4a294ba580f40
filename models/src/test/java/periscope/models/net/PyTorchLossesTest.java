package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Shards;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Biases;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.models.net.TransformerSpec.Outputs;
import periscope.models.net.TransformerSpec.Positions;
import periscope.models.net.TransformerSpec.Start;
import periscope.models.spec.SpecMapper;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.SplitSpec;
import periscope.models.task.Task;

/**
 * The first fifty training losses, in float64 twenty, against those of PyTorch 1.13.0a0 from the
 * same initial weights; src/test/python/make_pytorch_losses.py made them and says how.
 */
class PyTorchLossesTest {
  /**
   * Two orders of float32 sums, over fifty updates. First it is 1e-8; then some neuron's input is
   * so near 0 that the two take different sides of its kink, and a difference of one example's part
   * of a gradient grows from there.
   */
  private static final double RELATIVE = 1e-4;

  /** The same in float64 is 1e-16, and no neuron is that near its kink. */
  private static final double WIDE_RELATIVE = 1e-12;

  private static final int STEPS = 50;
  private static final int WIDE_STEPS = 20;
  private static final int WARM_UP = 10;

  @Test
  void nandaMainline() throws IOException {
    Task task = new ModularArithmetic(113, Operation.ADD, Pairs.ORDERED, true).task();
    agrees("nanda-mainline", oneLayer(1, Attention.CAUSAL).model(task), 0, task, 0.3, 0, 1, 1e-8);
  }

  @Test
  void pizza() throws IOException {
    Task task = new ModularArithmetic(59, Operation.ADD, Pairs.ORDERED).task();
    agrees("pizza-pizza", oneLayer(0, Attention.FULL).model(task), 3, task, 0.8, 0, 2, 1e-8);
  }

  private static TransformerSpec oneLayer(double alpha, Attention attention) {
    return new TransformerSpec(
        1,
        4,
        32,
        128,
        512,
        Activation.RELU,
        attention,
        alpha,
        new Biases(false, true, false),
        Outputs.VOCABULARY);
  }

  @Test
  void power() throws IOException {
    TransformerSpec spec =
        new TransformerSpec(
            2,
            4,
            32,
            128,
            512,
            Activation.RELU,
            Attention.CAUSAL,
            1,
            new Biases(false, false, false),
            Outputs.VOCABULARY,
            Normalization.POST,
            false,
            Positions.SINUSOIDAL,
            false,
            0,
            Start.PYTORCH,
            0);
    Task task = sums();
    agrees("power-x+y", spec.model(task), 3, task, 0.5, 512, 1, 1e-8);
  }

  /** a ∘ b = for all a and b below 97, whose sum mod 97 is the answer; 99 tokens. */
  private static Task sums() {
    int p = 97;
    int[] tokens = new int[4 * p * p];
    int[] labels = new int[p * p];
    for (int i = 0; i < p * p; i++) {
      tokens[4 * i] = i / p;
      tokens[4 * i + 1] = p;
      tokens[4 * i + 2] = i % p;
      tokens[4 * i + 3] = p + 1;
      labels[i] = (i / p + i % p) % p;
    }
    return new Task(4, p + 2, p, tokens, labels);
  }

  @Test
  void pairMod67() throws IOException {
    Task task = new ModularArithmetic(67, Operation.ADD, Pairs.UNORDERED).task();
    PairMlpSpec spec =
        new PairMlpSpec(
            500,
            24,
            Activation.RELU,
            PairMlpSpec.Embedding.TIED,
            PairMlpSpec.Hidden.TIED,
            false,
            false);
    agrees("pair-mod67", spec.model(task), 0, task, 0.4, 0, 1, 6.7e-7);
  }

  /**
   * Trains and compares, in both precisions.
   *
   * @param start which of the weights that the formula gives
   * @param batch examples an update is made from; 0 for all
   */
  private static void agrees(
      String name,
      TrainableModel model,
      int start,
      Task all,
      double fraction,
      int batch,
      double decay,
      double epsilon)
      throws IOException {
    int[] rows =
        new SplitSpec.PythonRandom(0, fraction).split(all.size(), PairMlpCases.random(1)).train();
    int size = batch == 0 ? rows.length : batch;
    Parameters weights = weights(model, start);
    AdamW adam = new AdamW(0.9, 0.98, epsilon, decay);
    boolean warms = !name.startsWith("pair");
    try (Shards shards = Shards.of(2)) {
      var wide = model.wideGradient(all, Loss.CROSS_ENTROPY, size, shards);
      double[] expected = losses(name + " float64");
      assertThat(expected).hasSize(STEPS);
      double[] found = train(WideParameters.of(weights), wide, adam, warms, rows, size, WIDE_STEPS);
      for (int step = 0; step < WIDE_STEPS; step++) {
        assertThat(found[step])
            .as("%s in float64 at step %d", name, step)
            .isCloseTo(expected[step], offset(WIDE_RELATIVE * expected[step]));
      }
      var single = model.gradient(all, Loss.CROSS_ENTROPY, size, shards);
      expected = losses(name);
      assertThat(expected).hasSize(STEPS);
      found = train(weights, single, adam, warms, rows, size, STEPS);
      for (int step = 0; step < STEPS; step++) {
        assertThat(found[step])
            .as("%s at step %d", name, step)
            .isCloseTo(expected[step], offset(RELATIVE * expected[step]));
      }
    }
  }

  private static <V extends Values<V>> double[] train(
      V weights,
      LossGradient<V> lossGradient,
      AdamW adam,
      boolean warms,
      int[] rows,
      int size,
      int steps) {
    V gradient = weights.zeros();
    V mean = weights.zeros();
    V meanSquare = weights.zeros();
    double[] losses = new double[steps];
    for (int step = 0; step < steps; step++) {
      lossGradient.select(rows, step % (rows.length / size) * size, size);
      losses[step] = lossGradient.compute(weights, gradient);
      double rate = 1e-3 * (warms ? Math.min((double) step / WARM_UP, 1) : 1);
      for (int i = 0; i < weights.specs().size(); i++) {
        if (weights.specs().get(i).trained()) {
          weights.update(adam, i, gradient, mean, meanSquare, 0, weights.size(i), rate, step + 1L);
        }
      }
    }
    return losses;
  }

  private static double[] losses(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            PyTorchLossesTest.class.getResourceAsStream("pytorch_losses.json"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      JsonNode list = SpecMapper.json().tree(text, "pytorch_losses.json").get(name);
      double[] losses = new double[list.size()];
      for (int i = 0; i < losses.length; i++) {
        losses[i] = list.get(i).asDouble();
      }
      return losses;
    }
  }

  /** The formula of make_pytorch_losses.py. */
  private static Parameters weights(TrainableModel model, int start) {
    Parameters weights = model.initialise(PairMlpCases.random(1)); // for positions that are fixed
    int dModel = model.parameters().getFirst().columns();
    for (int k = 0; k < model.parameters().size(); k++) {
      ParameterSpec parameter = model.parameters().get(k);
      float[] values = weights.get(k);
      String kind = parameter.name().substring(parameter.name().lastIndexOf('.') + 1);
      for (int i = 0; parameter.trained() && i < values.length; i++) {
        double u = uniform(((long) start << 48) + ((long) k << 32) + i);
        values[i] =
            (float)
                switch (kind) {
                  case "w" -> 1 + 0.1 * u;
                  case "b" -> 0.1 * u;
                  default -> deviation(model, kind, dModel) * Math.sqrt(3) * u;
                };
      }
    }
    return weights;
  }

  private static double deviation(TrainableModel model, String kind, int dModel) {
    if (kind.startsWith("b_")) {
      return 0.01;
    }
    if (model instanceof PairMlp) {
      return switch (kind) {
        case "W_E" -> Math.sqrt(2.0 / 67);
        case "W_in" -> 1 / Math.sqrt(500);
        default -> 1 / Math.sqrt(24);
      };
    }
    return 1 / Math.sqrt(dModel);
  }

  private static double uniform(long number) {
    long z = number + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    z ^= z >>> 31;
    return ((z >>> 40) + 0.5) / (1 << 23) - 1;
  }
}
