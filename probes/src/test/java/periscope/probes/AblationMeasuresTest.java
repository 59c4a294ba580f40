package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Activation;
import periscope.models.net.Hooks;
import periscope.models.net.Parameters;
import periscope.models.net.Tensor;
import periscope.models.net.TransformerSpec;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;

/** Restricted and excluded losses where they are known without the definition. */
final class AblationMeasuresTest {
  /** Weights are cosines rounded to float32, 6e-8 each, and losses are of order 1. */
  private static final double FLOAT32 = 1e-5;

  /** Relative: the same sums in float64, in another order. */
  private static final double ROUNDING = 1e-11;

  @TempDir Path folder;

  /** Logits that are nothing but cubes are restored by their keys, and constant without them. */
  @ParameterizedTest
  @CsvSource({"11, ADD", "11, SUBTRACT", "12, ADD"})
  void cubesAreAllThereIs(int p, Operation operation) throws IOException {
    var network = WaveNetwork.of(p, operation, Pairs.ORDERED, 2, 3, 5);
    double[] amplitudes = {0.6, 0.0021, 0.8}; // the middle one's cosine is 0.0021
    Parameters weights = network.weights(amplitudes);
    try (MeasureFile file = network.fixture.trainEvery(4).snapshot(weights).probe(folder)) {
      assertThat(file.integers("keys")).containsExactly(2, 3, 5);
      assertThat(file.integers("keys/logit-cosine")).containsExactly(2, 5);
      double[] cosines = new double[p / 2];
      cosines[1] = 0.6;
      cosines[2] = 0.0021;
      cosines[4] = 0.8;
      for (String id :
          List.of("logits/cosine-similarity/raw", "logits/cosine-similarity/centred")) {
        assertThat(file.row(id, 0)).as(id).containsExactly(cosines, within(FLOAT32));
      }
      // ‖cos(2πk(s − c)/p)‖² over p² pairs and p classes is p³/2.
      assertThat(file.row("logits/cosine-coefficient", 0)[4])
          .isCloseTo(WaveNetwork.GAIN * 0.8 * Math.sqrt(p * p * p / 2.0), within(FLOAT32 * 100));
      for (String id : List.of("logits/explained/raw", "logits/explained/centred", "logit-fve")) {
        assertThat(file.row(id, 0)[0]).as(id).isCloseTo(1, within(FLOAT32));
      }
      double loss = file.row("loss/all", 0)[0];
      for (String id : List.of("restricted/all", "restricted-cube/all", "restricted/test")) {
        assertThat(file.row(id, 0)[0]).as(id).isCloseTo(loss, within(FLOAT32));
      }
      for (String id : List.of("excluded", "excluded-cube", "excluded-mlp")) {
        assertThat(file.row(id + "/all-keys/train", 0)[0])
            .as(id)
            .isCloseTo(Math.log(p), within(FLOAT32));
      }
      // Without one of the cubes, the others are left, which is a sum of p − 1 exponentials.
      double[] expected = {
        lossOf(p, 0, 0.0021, 0.8), lossOf(p, 0.6, 0, 0.8), lossOf(p, 0.6, 0.0021, 0)
      };
      assertThat(file.row("excluded/per-key/train", 0)).containsExactly(expected, within(FLOAT32));
      for (String id : List.of("excluded-cube", "excluded-mlp")) {
        assertThat(file.row(id + "/per-key/train", 0))
            .as(id)
            .containsExactly(expected, within(FLOAT32));
      }
      assertThat(file.spec("excluded/per-key/train").convention())
          .endsWith("; keys 2, 3, 5 by the rule neuron share above 0.85 at the last checkpoint");
    }
  }

  private static double lossOf(int p, double second, double third, double fifth) {
    double sum = 0;
    for (int d = 0; d < p; d++) {
      double logit =
          second * (Math.cos(4 * Math.PI * d / p) - 1)
              + third * (Math.cos(6 * Math.PI * d / p) - 1)
              + fifth * (Math.cos(10 * Math.PI * d / p) - 1);
      sum += Math.exp(WaveNetwork.GAIN * logit);
    }
    return Math.log(sum);
  }

  /**
   * Excluding neurons' projections, by its definition: the forward pass itself with the neurons
   * changed, in a network where much passes them by. Of three residues there is one frequency, so
   * it explains every neuron.
   */
  @ParameterizedTest
  @EnumSource(
      value = Normalization.class,
      names = {"NONE", "PRE"})
  void whatPassesTheNeuronsByStays(Normalization normalization) throws IOException {
    int p = 3;
    var task = new ModularArithmetic(p, Operation.ADD, Pairs.ORDERED, true);
    var fixture = new RunFixture(task, transformer(normalization, false)).trainEvery(2);
    Parameters weights = uniform(fixture);
    var slow = new SlowLogits(p, new double[p * p * p], (a, b) -> a + b);
    Hooks projecting =
        new Hooks() {
          @Override
          public Set<String> names() {
            return Set.of("blocks.1.mlp.hook_post");
          }

          @Override
          public Tensor apply(String name, Tensor value) {
            Tensor changed = new Tensor(value.shape(), value.values().clone());
            int width = value.values().length / (p * p); // positions and neurons
            for (int i = 0; i < width; i++) {
              double[] column = new double[p * p];
              for (int pair = 0; pair < p * p; pair++) {
                column[pair] = value.values()[pair * width + i];
              }
              double[] projected = slow.projected(column, 1);
              for (int pair = 0; pair < p * p; pair++) {
                changed.values()[pair * width + i] -= projected[pair];
              }
            }
            return changed;
          }
        };
    double[] changed = fixture.model().forward(weights, task.task(), projecting).values();
    double expected = new SlowLogits(p, changed, (a, b) -> a + b).loss(fixture.train());
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.integers("keys")).containsExactly(1);
      assertThat(file.row("excluded-mlp/all-keys/train", 0)[0])
          .isCloseTo(expected, within(ROUNDING));
      assertThat(file.row("excluded/all-keys/train", 0)[0]).isNotCloseTo(expected, within(0.001));
      assertThat(file.row("excluded/per-key/train", 0))
          .isEqualTo(file.row("excluded/all-keys/train", 0));
    }
  }

  @Test
  void aNormBehindTheNeuronsIsNoMatrix() throws IOException {
    var task = new ModularArithmetic(3, Operation.ADD, Pairs.ORDERED, true);
    for (TransformerSpec spec :
        List.of(transformer(Normalization.POST, false), transformer(Normalization.PRE, true))) {
      var fixture = new RunFixture(task, spec).trainEvery(2);
      try (MeasureFile file =
          fixture.snapshot(uniform(fixture)).probe(Files.createTempDirectory(folder, "norm"))) {
        for (String id : List.of("excluded-mlp/all-keys/train", "excluded-mlp/per-key/train")) {
          assertThat(file.absentReason(id))
              .contains(
                  "the model normalises between the neurons and the logits, which no matrix does");
        }
        assertThat(file.row("excluded/all-keys/train", 0)[0]).isPositive();
      }
    }
  }

  private static TransformerSpec transformer(Normalization normalization, boolean finalNorm) {
    return new TransformerSpec(
        2,
        2,
        3,
        6,
        5,
        Activation.RELU,
        TransformerSpec.Attention.CAUSAL,
        1,
        new TransformerSpec.Biases(true, true, true),
        TransformerSpec.Outputs.CLASSES,
        normalization,
        finalNorm,
        TransformerSpec.Positions.LEARNED,
        false,
        0,
        TransformerSpec.Start.NANDA,
        0);
  }

  private static Parameters uniform(RunFixture fixture) {
    var random = new Random(5);
    Parameters weights = fixture.zeros();
    for (int i = 0; i < weights.specs().size(); i++) {
      for (int j = 0; j < weights.get(i).length; j++) {
        weights.get(i)[j] = 2 * random.nextFloat() - 1;
      }
    }
    return weights;
  }

  /** A constant on all logits of a pair, another one for each pair. */
  @ParameterizedTest
  @ValueSource(ints = {7, 8})
  void whatAllClassesHaveInCommonChangesNoLoss(int p) throws IOException {
    var network = WaveNetwork.noisy(p, Operation.ADD, Pairs.ORDERED, 1, 3);
    Parameters weights = network.noise(p);
    Parameters shifted = weights.copy();
    for (int i = 0; i < network.h; i++) {
      for (int c = 0; c < p; c++) {
        // Powers of two, so that float32 weights of at most 1 stay what they were to 2^-22.
        shifted.get("W_output")[i * p + c] += i % 2 == 0 ? 2 : -0.5f;
      }
    }
    try (MeasureFile before = probe(network, weights);
        MeasureFile after = probe(network, shifted)) {
      for (String id : lossesAndShares(before)) {
        assertThat(after.row(id, 0)).as(id).containsExactly(before.row(id, 0), within(FLOAT32));
      }
      assertThat(after.row("logits/explained/raw", 0)[0])
          .isLessThan(before.row("logits/explained/raw", 0)[0] / 2);
    }
  }

  /** Neurons in another order, twice as sensitive and a quarter as loud: exact for x². */
  @ParameterizedTest
  @ValueSource(ints = {7, 8})
  void otherNeuronsThatDoTheSameChangeNothing(int p) throws IOException {
    var network = WaveNetwork.noisy(p, Operation.SUBTRACT, Pairs.UNORDERED, 1, 3);
    Parameters weights = network.noise(p);
    Parameters others = network.fixture.zeros();
    int h = network.h;
    for (int i = 0; i < h; i++) {
      int from = (5 * i + 3) % h; // h is 21
      for (int t = 0; t < p; t++) {
        for (String side : List.of("W_input_a", "W_input_b")) {
          others.get(side)[t * h + i] = -2 * weights.get(side)[t * h + from];
        }
        others.get("W_output")[i * p + t] = weights.get("W_output")[from * p + t] / 4;
      }
    }
    try (MeasureFile before = probe(network, weights);
        MeasureFile after = probe(network, others)) {
      assertThat(after.integers("keys")).containsExactly(before.integers("keys"));
      for (String id : lossesAndShares(before)) {
        double[] values = before.row(id, 0);
        assertThat(after.row(id, 0)).as(id).containsExactly(values, within(ROUNDING * 100));
      }
    }
  }

  /** Residues t called u·t: keys k become k/u. */
  @ParameterizedTest
  @CsvSource({"7, 3", "11, 7", "8, 5"})
  void relabellingMovesTheKeys(int p, int u) throws IOException {
    var network = WaveNetwork.noisy(p, Operation.SUBTRACT, Pairs.ORDERED, 1, 3);
    Parameters weights = network.noise(p);
    Parameters relabelled = network.fixture.zeros();
    for (int t = 0; t < p; t++) {
      for (int i = 0; i < network.h; i++) {
        for (String side : List.of("W_input_a", "W_input_b")) {
          relabelled.get(side)[u * t % p * network.h + i] = weights.get(side)[t * network.h + i];
        }
        relabelled.get("W_output")[i * p + u * t % p] = weights.get("W_output")[i * p + t];
      }
    }
    try (MeasureFile before = probe(network, weights);
        MeasureFile after = probe(network, relabelled)) {
      for (String id :
          List.of("restricted/all", "restricted-cube/all", "logits/explained/raw", "logit-fve")) {
        assertThat(after.row(id, 0)[0]).as(id).isCloseTo(before.row(id, 0)[0], within(ROUNDING));
      }
      double[] cosines = before.row("logits/cosine-similarity/raw", 0);
      double[] moved = new double[cosines.length];
      for (int k = 1; k <= p / 2; k++) {
        moved[divided(k, u, p) - 1] = cosines[k - 1];
      }
      assertThat(after.row("logits/cosine-similarity/raw", 0))
          .containsExactly(moved, within(ROUNDING));
      assertThat(after.integers("keys"))
          .containsExactly(
              Arrays.stream(before.integers("keys")).map(k -> divided(k, u, p)).sorted().toArray());
    }
  }

  /** The k′ in 1..p/2 with u·k′ = ±k modulo p. */
  private static int divided(int k, int u, int p) {
    return IntStream.rangeClosed(1, p / 2)
        .filter(other -> u * other % p == k || u * other % p == p - k)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> lossesAndShares(MeasureFile file) {
    List<String> ids =
        file.series().stream()
            .filter(
                id ->
                    id.startsWith("restricted")
                        || id.startsWith("excluded")
                        || id.startsWith("logit-fve")
                        || id.endsWith("/centred"))
            .toList();
    assertThat(ids).hasSize(6 + 6 + 2 + 2);
    return ids;
  }

  private MeasureFile probe(WaveNetwork network, Parameters weights) throws IOException {
    return new RunFixture(network.fixture.task(), network.fixture.modelSpec())
        .trainEvery(3)
        .snapshot(weights)
        .probe(Files.createTempDirectory(folder, "probe"));
  }

  @Test
  void aSnapshotWithNaNHasNoNumbersAndSpoilsNoOther() throws IOException {
    var network = WaveNetwork.noisy(7, Operation.ADD, Pairs.ORDERED, 2);
    Parameters weights = network.noise(1);
    Parameters broken = weights.copy();
    broken.get("W_output")[5] = Float.NaN;
    network.fixture.trainEvery(3).snapshot(broken).snapshot(weights);
    try (MeasureFile file = network.fixture.probe(folder)) {
      List<String> ids =
          file.series().stream().filter(id -> file.spec(id).probe().matches(MINE)).toList();
      assertThat(ids).contains("softmax-collapse", "W_L/explained-by-keys", "logit-fve");
      for (String id : ids) {
        // The way in is not broken, so the frequencies of neurons are known.
        boolean known = id.equals("keys/per-checkpoint") || id.startsWith("W_input");
        if (known) {
          assertThat(file.row(id, 0)).as(id).isEqualTo(file.row(id, 1));
        } else {
          assertThat(file.row(id, 0)).as(id).containsOnly(Double.NaN);
        }
        assertThat(file.row(id, 1)).as(id).doesNotContain(Double.NaN);
      }
    }
  }

  private static final String MINE = "keys|explained|logits|restricted|excluded|softmax-collapse";

  @Test
  void withoutNumbersAtTheEndThereAreNoKeys() throws IOException {
    var network = WaveNetwork.noisy(7, Operation.ADD, Pairs.ORDERED, 2);
    Parameters broken = network.noise(1);
    broken.get("W_input_a")[0] = Float.NaN;
    network.fixture.trainEvery(3).snapshot(network.noise(1)).snapshot(broken);
    try (MeasureFile file = network.fixture.probe(folder)) {
      for (String id :
          List.of("restricted/all", "excluded/per-key/train", "logit-fve", "keys/logit-cosine")) {
        assertThat(file.absentReason(id))
            .as(id)
            .contains("weights of the last checkpoint are not finite");
      }
      assertThat(file.row("keys/per-checkpoint", 0)[1]).isEqualTo(9);
      assertThat(file.row("keys/per-checkpoint", 1)).containsOnly(Double.NaN);
      assertThat(file.row("logits/cosine-coefficient", 1)).containsOnly(Double.NaN);
    }
  }

  @Test
  void keysAreThoseOfTheLastCheckpoint() throws IOException {
    var before = WaveNetwork.of(11, Operation.ADD, Pairs.ORDERED, 1, 4);
    var after = WaveNetwork.of(11, Operation.ADD, Pairs.ORDERED, 2, 4);
    var fixture = after.fixture.trainEvery(3);
    fixture.snapshot(before.weights(0.5, 0.5)).snapshot(after.weights(0.5, 0.5));
    try (MeasureFile file = fixture.probe(folder)) {
      assertThat(file.integers("keys")).containsExactly(2, 4);
      assertThat(file.row("keys/per-checkpoint", 0)).containsExactly(9, 0, 0, 9, 0);
      assertThat(file.row("keys/per-checkpoint", 1)).containsExactly(0, 9, 0, 9, 0);
      // Of cubes at 1 and 4 alike, the one at 4 is half.
      assertThat(file.row("logits/explained/raw", 0)[0]).isCloseTo(0.5, within(FLOAT32));
      assertThat(file.row("logits/explained/raw", 1)[0]).isCloseTo(1, within(FLOAT32));
      assertThat(file.row("W_L/explained-by-keys", 0)[0]).isCloseTo(0.5, within(FLOAT32));
      assertThat(file.row("logit-fve/all-frequencies", 0)[0]).isCloseTo(1, within(FLOAT32));
    }
  }

  /** Of a run that has grown, everything over keys is computed again: here for one key less. */
  @Test
  void keysOfARunThatHasGrownAreNew() throws IOException {
    var network = WaveNetwork.noisy(11, Operation.ADD, Pairs.ORDERED, 2, 4);
    Parameters before = network.noise(1);
    Parameters after = network.noise(2);
    for (int t = 0; t < 11; t++) {
      for (String side : List.of("W_input_a", "W_input_b")) {
        Arrays.fill(after.get(side), t * network.h, t * network.h + 9, 0);
      }
    }
    Path run = folder.resolve("run.h5");
    Path measures = folder.resolve("measures.h5");
    var pass = ProbePass.of(ProbePass.installed());
    network.fixture.trainEvery(3).snapshot(before).write(run);
    pass.run(run, measures);
    try (MeasureFile file = MeasureFile.open(measures)) {
      assertThat(file.row("excluded/per-key/train", 0)).hasSize(2);
    }
    Files.delete(run);
    network.fixture.snapshot(after).write(run);
    pass.run(run, measures);
    Path fresh = folder.resolve("fresh.h5");
    pass.run(run, fresh);
    try (MeasureFile file = MeasureFile.open(measures);
        MeasureFile expected = MeasureFile.open(fresh)) {
      assertThat(file.integers("keys")).containsExactly(4);
      assertThat(file.series()).isEqualTo(expected.series());
      for (String id : expected.series()) {
        assertThat(file.all(id)).as(id).containsExactly(expected.all(id));
        assertThat(file.spec(id)).isEqualTo(expected.spec(id));
      }
    }
  }
}
