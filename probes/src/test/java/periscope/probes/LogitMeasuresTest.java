package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.Loss;
import periscope.models.net.Parameters;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;
import periscope.probes.fourier.SumWaves;

/** Measures of what the logits are made of against their definitions by loops. */
final class LogitMeasuresTest {
  /** Relative to the largest: sums of at most 1331 products in float64, in another order. */
  private static final double ROUNDING = 1e-11;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "2, ADD, ORDERED, 1",
    "7, ADD, ORDERED, 1 3",
    "7, SUBTRACT, ORDERED, 2",
    "8, ADD, UNORDERED, 1 4",
    "9, SUBTRACT, ORDERED, 1 3",
    "11, ADD, UNORDERED, 2 3 5"
  })
  void areTheirDefinitions(int p, Operation operation, Pairs pairs, String planted)
      throws IOException {
    int[] keys = Arrays.stream(planted.split(" ")).mapToInt(Integer::parseInt).toArray();
    var network = WaveNetwork.noisy(p, operation, pairs, keys);
    Parameters weights = network.noise(p);
    Task plane = new ModularArithmetic(p, operation, Pairs.ORDERED).task();
    ForwardModel model = network.fixture.model();
    var slow =
        new SlowLogits(
            p,
            model.forward(weights, plane, Hooks.none()).values(),
            (a, b) -> operation == Operation.ADD ? a + b : a - b);
    var train = new ArrayList<Integer>();
    var test = new ArrayList<Integer>();
    var all = new ArrayList<Integer>();
    for (int pair = 0; pair < p * p; pair++) {
      if (pairs == Pairs.ORDERED || pair / p <= pair % p) {
        (all.size() % 3 == 0 ? train : test).add(pair);
        all.add(pair);
      }
    }
    try (MeasureFile file = network.fixture.trainEvery(3).snapshot(weights).probe(folder)) {
      assertThat(file.integers("keys")).containsExactly(keys);
      assertCubes(file, slow, keys);
      assertPlane(file, slow);
      SlowLogits waves = slow.waves(keys);
      SlowLogits cubes = slow.cubes(keys);
      List<String> sets = List.of("train", "test", "all");
      for (String set : sets) {
        int[] of = ints(List.of(train, test, all).get(sets.indexOf(set)));
        assertClose(file, "restricted/" + set, waves.plus(slow.constant(), 1).loss(of));
        assertClose(file, "restricted-cube/" + set, cubes.plus(slow.constant(), 1).loss(of));
      }
      int[] of = ints(train);
      assertClose(file, "excluded/all-keys/train", slow.plus(waves, -1).loss(of));
      assertClose(file, "excluded-cube/all-keys/train", slow.plus(cubes, -1).loss(of));
      // Nothing passes the neurons by.
      assertClose(file, "excluded-mlp/all-keys/train", slow.plus(waves, -1).loss(of));
      assertClose(
          file,
          "excluded/per-key/train",
          Arrays.stream(keys).mapToDouble(k -> slow.plus(slow.waves(k), -1).loss(of)).toArray());
      assertClose(
          file,
          "excluded-mlp/per-key/train",
          Arrays.stream(keys).mapToDouble(k -> slow.plus(slow.waves(k), -1).loss(of)).toArray());
      assertClose(
          file,
          "excluded-cube/per-key/train",
          Arrays.stream(keys).mapToDouble(k -> slow.plus(slow.cubes(k), -1).loss(of)).toArray());
    }
  }

  /** The squares of all coefficients are those of the logits, centred over classes. */
  private static void assertPlane(MeasureFile file, SlowLogits slow) throws IOException {
    double squares = 0;
    for (double[] row : slow.values) {
      double mean = Arrays.stream(row).average().orElseThrow();
      squares += Arrays.stream(row).map(v -> (v - mean) * (v - mean)).sum();
    }
    double[] norms = file.row("logits/fourier-2d-norm", 0);
    assertThat(norms).hasSize(slow.p * slow.p);
    assertThat(Arrays.stream(norms).map(v -> v * v).sum())
        .isCloseTo(squares, within(ROUNDING * squares));
  }

  /** Logits so far apart that exponentials of their parts cannot be multiplied: 100 to 400. */
  @ParameterizedTest
  @ValueSource(floats = {5, 15, 40})
  void largeLogits(float scale) throws IOException {
    int p = 11;
    var network = WaveNetwork.noisy(p, Operation.ADD, Pairs.ORDERED, 2, 5);
    Parameters weights = network.noise(2);
    float[] output = weights.get("W_output");
    for (int i = 0; i < output.length; i++) {
      output[i] *= scale;
    }
    SlowLogits slow = slow(network, weights);
    try (MeasureFile file = network.fixture.trainEvery(3).snapshot(weights).probe(folder)) {
      int[] of = network.fixture.train();
      assertThat(slow.loss(of)).isGreaterThan(scale);
      assertClose(file, "excluded/all-keys/train", slow.plus(slow.waves(2, 5), -1).loss(of));
      assertClose(file, "excluded-cube/all-keys/train", slow.plus(slow.cubes(2, 5), -1).loss(of));
      assertClose(file, "restricted/train", slow.waves(2, 5).plus(slow.constant(), 1).loss(of));
    }
  }

  /** The loss is the one that the run trained on. */
  @Test
  void squaredError() throws IOException {
    var network = WaveNetwork.noisy(7, Operation.ADD, Pairs.ORDERED, 1, 3);
    Parameters weights = network.noise(4);
    SlowLogits slow = slow(network, weights);
    network.fixture.trainEvery(3).loss(Loss.SQUARED_ERROR).snapshot(weights);
    try (MeasureFile file = network.fixture.probe(folder)) {
      int[] of = network.fixture.train();
      assertClose(
          file, "excluded/all-keys/train", slow.plus(slow.waves(1, 3), -1).squaredError(of));
      assertClose(
          file,
          "excluded-cube/per-key/train",
          slow.plus(slow.cubes(1), -1).squaredError(of),
          slow.plus(slow.cubes(3), -1).squaredError(of));
      assertClose(
          file, "restricted/train", slow.waves(1, 3).plus(slow.constant(), 1).squaredError(of));
      assertThat(file.spec("restricted/train").definition()).startsWith("mean squared error over");
    }
  }

  /** All projections and the mean over pairs make up all that depends on the answer. */
  @ParameterizedTest
  @ValueSource(ints = {2, 7, 8, 9})
  void nothingElseDependsOnTheAnswer(int p) throws IOException {
    var network = WaveNetwork.noisy(p, Operation.SUBTRACT, Pairs.ORDERED, 1);
    Path run = network.fixture.snapshot(network.noise(6)).write(folder.resolve("run.h5"));
    try (var context = RunContext.open(run)) {
      SumWaves waves = context.last().get(SumWaves.LOGITS);
      double[] constant = waves.constant();
      var everyFrequency = ImmutableIntArray.copyOf(IntStream.rangeClosed(1, p / 2));
      double[] all = waves.projection(everyFrequency);
      double[] logits = context.last().logits().values();
      for (int answer = 0; answer < p; answer++) {
        for (int c = 0; c < p; c++) {
          double mean = 0;
          for (int b = 0; b < p; b++) {
            mean += logits[((answer + b) % p * p + b) * p + c] / p;
          }
          int at = answer * p + c;
          assertThat(all[at] + constant[at])
              .isCloseTo(mean, within(1e-12 * Math.abs(mean) + 1e-12));
        }
      }
    }
  }

  private static SlowLogits slow(WaveNetwork network, Parameters weights) {
    Task pairs = network.fixture.task().task();
    double[] logits = network.fixture.model().forward(weights, pairs, Hooks.none()).values();
    return new SlowLogits(network.p, logits, (a, b) -> a + b);
  }

  private static void assertCubes(MeasureFile file, SlowLogits slow, int[] keys)
      throws IOException {
    int[] frequencies = IntStream.rangeClosed(1, slow.p / 2).toArray();
    double[] coefficients = Arrays.stream(frequencies).mapToDouble(slow::coefficient).toArray();
    assertClose(file, "logits/cosine-coefficient", coefficients);
    for (boolean centred : new boolean[] {false, true}) {
      String which = centred ? "/centred" : "/raw";
      double[] cosines =
          Arrays.stream(coefficients).map(value -> value / slow.norm(centred)).toArray();
      assertClose(file, "logits/cosine-similarity" + which, cosines);
      double explained = Arrays.stream(keys).mapToDouble(k -> Math.pow(cosines[k - 1], 2)).sum();
      assertClose(file, "logits/explained" + which, explained);
      if (centred) {
        int[] large = Arrays.stream(frequencies).filter(k -> cosines[k - 1] > 0.005).toArray();
        assertThat(file.integers("keys/logit-cosine")).containsExactly(large);
        assertClose(
            file,
            "logit-fve",
            Arrays.stream(large).mapToDouble(k -> Math.pow(cosines[k - 1], 2)).sum());
        assertClose(
            file,
            "logit-fve/all-frequencies",
            Arrays.stream(cosines).map(cosine -> cosine * cosine).sum());
      }
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void assertClose(MeasureFile file, String id, double... expected)
      throws IOException {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(scale).as(id).isPositive();
    assertThat(file.row(id, 0)).as(id).containsExactly(expected, within(ROUNDING * scale));
  }
}
