package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.models.net.Activation;
import periscope.models.net.LogitSlopes;
import periscope.models.net.ModelSpec;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.net.Tensor;
import periscope.models.spec.SpecMapper;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.PublishedOrders;
import periscope.models.task.Task;

/** Measures of shape, of whole runs. */
final class GeometryMeasuresTest {
  /** Planted weights are rounded to float32. */
  private static final double FLOAT32 = 1e-6;

  @TempDir Path folder;

  /** A circle in six dimensions: float32 rounding is not taken for further axes. */
  @Test
  void aCircle() throws IOException {
    int p = 13;
    var fixture = RunFixture.addition(p, 6, 3);
    Parameters weights = circle(fixture, p, 6, 3);
    try (MeasureFile file = fixture.snapshot(fixture.gaussian(4)).snapshot(weights).probe(folder)) {
      assertThat(file.row("circularity", 1)[0]).isCloseTo(1, within(FLOAT32));
      assertThat(file.row("circularity/frequencies", 1)).containsExactly(3, 3, 0, 0);
      assertThat(file.row("effective-dimension", 1)[0]).isCloseTo(2, within(FLOAT32));
      assertThat(file.row("circularity", 0)[0]).isStrictlyBetween(0.1, 0.9);
      assertThat(file.row("circularity/final-axes", 1)).isEqualTo(file.row("circularity", 1));
      assertThat(file.row("circularity/final-axes", 0)[0])
          .isNotEqualTo(file.row("circularity", 0)[0]);
      // Both operands go through one embedding and one hidden matrix.
      assertThat(file.row("gradient-symmetricity", 0)[0]).isCloseTo(1, within(1e-14));
    }
  }

  /**
   * At the last checkpoint own axes are the final ones; before, they carry what they are said to.
   */
  @Test
  void ownAxes() throws IOException {
    int p = 13;
    var fixture = RunFixture.addition(p, 6, 3);
    fixture.snapshot(fixture.gaussian(4)).snapshot(circle(fixture, p, 6, 3));
    try (MeasureFile file = fixture.probe(folder)) {
      assertThat(file.row("pca/own-axes", 1)).isEqualTo(file.row("pca/final-axes", 1));
      assertThat(file.spec("pca/own-axes").shape()).containsExactly(p, 4);
      double[] own = file.row("pca/own-axes", 0);
      double[] explained = file.row("pca/explained", 0);
      double[] products = new double[16];
      for (int i = 0; i < 16 * p; i++) {
        products[i % 16] += own[i / 16 * 4 + i % 16 / 4] * own[i / 16 * 4 + i % 4];
      }
      // Coordinates on different axes are uncorrelated, and their squares share as explained says.
      double scale = products[0] / explained[0];
      for (int i = 0; i < 16; i++) {
        assertThat(products[i] / scale)
            .isCloseTo(i / 4 == i % 4 ? explained[i / 4] : 0, within(1e-12));
      }
    }
  }

  private static Parameters circle(RunFixture fixture, int p, int d, int k) {
    Parameters weights = fixture.gaussian(5);
    for (int t = 0; t < p; t++) {
      for (int j = 0; j < d; j++) {
        weights.get("embed.W_E")[t * d + j] =
            (float)
                (2
                    + (j == 1 ? Math.cos(2 * Math.PI * k * t / p) : 0)
                    + (j == 4 ? Math.sin(2 * Math.PI * k * t / p) : 0));
      }
    }
    return weights;
  }

  @Test
  void aLattice() throws IOException {
    int p = 11;
    var fixture = RunFixture.addition(p, 3, 2);
    Parameters weights = fixture.gaussian(1);
    for (int i = 0; i < p * 3; i++) {
      weights.get("embed.W_E")[i] = i / 3 * (1 - i % 3);
    }
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.row("rqi", 0)).containsExactly(1);
      assertThat(file.row("effective-dimension", 0)[0]).isCloseTo(1, within(FLOAT32));
    }
  }

  /** The triples as the authors draw them, the cosines of slopes that have a test of their own. */
  @Test
  void gradientSymmetricityOfATransformer() throws IOException {
    int p = 7;
    var fixture =
        new RunFixture(
            new ModularArithmetic(p, Operation.ADD, Pairs.UNORDERED, true, true),
            TransformerMeasuresTest.SPEC);
    Parameters weights = fixture.gaussian(3);
    Task all = new ModularArithmetic(p, Operation.ADD, Pairs.ORDERED, true, true).task();
    int[] order = PublishedOrders.python(42, p * p * p);
    double sum = 0;
    for (int i = 0; i < 100; i++) {
      Tensor slopes =
          LogitSlopes.of(
              TransformerMeasuresTest.SPEC.model(all),
              weights,
              all.select(new int[] {order[i] / p}),
              new int[] {order[i] % p});
      int width = slopes.dim(2);
      double[] a = Arrays.copyOfRange(slopes.values(), 0, width);
      double[] b = Arrays.copyOfRange(slopes.values(), 2 * width, 3 * width); // [a, ∘, b, =]
      sum += dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.row("gradient-symmetricity", 0)[0]).isCloseTo(sum / 100, within(1e-12));
    }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /** Keys 2 and 5 of 1 … 6; at the start 4 and 2 are the strongest, then 5. */
  @Test
  void theLottery() throws IOException {
    int p = 13;
    var fixture = RunFixture.addition(p, 12, 12);
    Parameters start = waves(fixture, p, 1, 5, 2, 6, 4, 3);
    Parameters end = waves(fixture, p, 0, 9, 0, 0, 9, 0);
    float[] hidden = end.get("blocks.0.mlp.W_in"); // each neuron reads one wave
    Arrays.fill(hidden, 0);
    for (int i = 0; i < 12; i++) {
      hidden[i * 12 + i] = 1;
    }
    try (MeasureFile file = fixture.snapshot(start).snapshot(end).probe(folder)) {
      assertThat(file.integers("keys")).containsExactly(2, 5);
      assertThat(file.integers("lottery/rank-at-start")).containsExactly(2, 3);
      assertThat(file.all("lottery/mean-rank")).containsExactly(2.5);
      // Of 15 pairs of ranks, {1, 2}, {1, 3}, {1, 4} and {2, 3} have a sum of 5 or less.
      assertThat(file.all("lottery/p-value")[0]).isCloseTo(4 / 15.0, within(1e-15));
      assertThat(file.all("lottery/mean-rank-by-chance")).containsExactly(3.5, 1.5, 3.5, 5.5);
    }
  }

  /** An embedding of a cosine and a sine of each frequency, with these amplitudes. */
  private static Parameters waves(RunFixture fixture, int p, double... amplitudes) {
    Parameters weights = fixture.gaussian(1);
    int d = 2 * amplitudes.length;
    for (int t = 0; t < p; t++) {
      for (int j = 0; j < d; j++) {
        double angle = 2 * Math.PI * (j / 2 + 1) * t / p;
        weights.get("embed.W_E")[t * d + j] =
            (float) (amplitudes[j / 2] * (j % 2 == 0 ? Math.cos(angle) : Math.sin(angle)));
      }
    }
    return weights;
  }

  @Test
  void withoutAStartOrKeysThereIsNoLottery() throws IOException {
    var one = RunFixture.addition(7, 4, 3);
    try (MeasureFile file = one.snapshot(one.gaussian(1)).probe(another())) {
      assertThat(file.absentReason("lottery/p-value"))
          .contains("the run has one checkpoint: the first is the last, which the keys are from");
    }
    var none = RunFixture.addition(7, 4, 3);
    none.snapshot(none.gaussian(1)).snapshot(none.zeros());
    try (MeasureFile file = none.probe(another())) {
      assertThat(file.absentReason("lottery/rank-at-start"))
          .contains("the run has no key frequencies");
    }
    var broken = RunFixture.addition(7, 2, 2);
    Parameters start = broken.gaussian(1);
    start.get("embed.W_E")[0] = Float.NaN;
    Parameters end = circle(broken, 7, 2, 1);
    Arrays.fill(end.get("blocks.0.mlp.W_in"), 1);
    try (MeasureFile file = broken.snapshot(start).snapshot(end).probe(another())) {
      assertThat(file.integers("keys")).containsExactly(1);
      assertThat(file.absentReason("lottery/rank-at-start"))
          .contains("weights of the first checkpoint are not finite");
      for (String id : List.of("circularity", "rqi", "effective-dimension", "pizza/logit-fve")) {
        assertThat(file.row(id, 0)).as(id).containsExactly(Double.NaN);
        assertThat(file.row(id, 1)[0]).as(id).isNotNaN();
      }
      assertThat(file.row("gradient-symmetricity", 0)).containsExactly(Double.NaN);
    }
  }

  /** One circle isolated is a run of its own, whose embedding was never anything else. */
  @Test
  void isolatedCircles() throws IOException {
    int p = 11;
    var fixture =
        new RunFixture(
            new ModularArithmetic(p, Operation.ADD, Pairs.ORDERED),
            new PairMlpSpec(
                5,
                8,
                Activation.RELU,
                PairMlpSpec.Embedding.INPUT_TIED,
                PairMlpSpec.Hidden.TIED,
                false,
                false));
    double[][] isolated = new double[2][];
    for (int circle = 0; circle < 2; circle++) {
      var alone = new RunFixture(fixture.task(), modelOf(fixture));
      alone.snapshot(embedded(fixture, p, circle == 0 ? 5 : 0, circle == 1 ? 2 : 0, 0));
      try (MeasureFile file = alone.probe(another())) {
        int k = circle == 0 ? 2 : 3;
        isolated[circle] =
            new double[] {
              file.row("clock/logit-fve/frequencies", 0)[k - 1],
              file.row("pizza/logit-fve/frequencies", 0)[k - 1]
            };
      }
    }
    fixture.snapshot(embedded(fixture, p, 5, 2, 0.5));
    try (MeasureFile file = fixture.probe(another())) {
      assertThat(file.integers("circles/frequencies")).containsExactly(2, 3);
      assertThat(file.all("circles/clock-fve"))
          .containsExactly(new double[] {isolated[0][0], isolated[1][0]}, within(FLOAT32));
      assertThat(file.all("circles/pizza-fve"))
          .containsExactly(new double[] {isolated[0][1], isolated[1][1]}, within(FLOAT32));
    }
  }

  private static ModelSpec modelOf(RunFixture fixture) throws IOException {
    return SpecMapper.json().read(fixture.spec(), "model", ModelSpec.class, "fixture");
  }

  /** Waves of frequencies 2, 3 and 1 with these amplitudes, about a mean that is not 0. */
  private static Parameters embedded(
      RunFixture fixture, int p, double two, double three, double one) {
    Parameters weights = fixture.gaussian(7);
    for (int t = 0; t < p; t++) {
      double angle = 2 * Math.PI * t / p;
      double[] row = {
        two * Math.cos(2 * angle),
        two * Math.sin(2 * angle),
        three * Math.cos(3 * angle),
        three * Math.sin(3 * angle),
        one * Math.cos(angle)
      };
      for (int j = 0; j < row.length; j++) {
        weights.get("embed.W_E")[t * row.length + j] = (float) (row[j] + 0.3 * j);
      }
    }
    return weights;
  }

  @Test
  void circlesThatCannotBeIsolated() throws IOException {
    var none = RunFixture.addition(7, 3, 2);
    Parameters weights = none.gaussian(1);
    for (int t = 0; t < 7; t++) { // one wave a component
      weights.get("embed.W_E")[3 * t] = (float) (3 * Math.cos(2 * Math.PI * t / 7));
      weights.get("embed.W_E")[3 * t + 1] = (float) (2 * Math.cos(2 * Math.PI * 2 * t / 7));
      weights.get("embed.W_E")[3 * t + 2] = 0;
    }
    try (MeasureFile file = none.snapshot(weights).probe(another())) {
      assertThat(file.absentReason("circles/frequencies"))
          .contains(
              "neither the first two nor the next two principal components have one frequency");
    }
    var broken = RunFixture.addition(7, 3, 2);
    weights.get("embed.W_E")[0] = Float.NaN;
    try (MeasureFile file = broken.snapshot(weights).probe(another())) {
      assertThat(file.absentReason("circles/clock-fve"))
          .contains("weights of the last checkpoint are not finite");
    }
    var untied =
        new RunFixture(
            new ModularArithmetic(7, Operation.ADD, Pairs.ORDERED),
            new PairMlpSpec(
                3,
                2,
                Activation.RELU,
                PairMlpSpec.Embedding.UNTIED,
                PairMlpSpec.Hidden.TIED,
                false,
                false));
    try (MeasureFile file = untied.snapshot(untied.gaussian(1)).probe(another())) {
      assertThat(file.absentReason("circles/pizza-fve"))
          .contains("the operands have embeddings of their own");
    }
  }

  @Test
  void whereThereAreNoOperandsToCompare() throws IOException {
    var collapsed = RunFixture.collapsed(7, 3, Activation.RELU, PairMlpSpec.Hidden.TIED);
    try (MeasureFile file = collapsed.snapshot(collapsed.gaussian(1)).probe(another())) {
      assertThat(file.absentReason("gradient-symmetricity"))
          .contains("the model has no embedding: it is collapsed into the hidden layer");
      assertThat(file.spec("circularity").convention())
          .startsWith("of W_input, since the model has no embedding; ");
    }
    var other =
        new RunFixture(
            new ModularArithmetic(7, Operation.SUBTRACT, Pairs.ORDERED, true),
            TransformerMeasuresTest.SPEC);
    try (MeasureFile file = other.snapshot(other.gaussian(1)).probe(another())) {
      for (String id : List.of("distance-irrelevance", "clock/logit-fve", "pizza/logit-fve")) {
        assertThat(file.absentReason(id)).contains("the task is not modular addition");
      }
      assertThat(file.row("gradient-symmetricity", 0)[0]).isBetween(-1.0, 1.0);
    }
  }

  /** A folder for one of several runs. */
  private Path another() throws IOException {
    return Files.createTempDirectory(folder, "run");
  }

  @Test
  void twoResiduesFormNoParallelogram() throws IOException {
    var fixture = RunFixture.addition(2, 6, 3);
    try (MeasureFile file = fixture.snapshot(fixture.gaussian(4)).probe(folder)) {
      assertThat(file.absentReason("rqi"))
          .contains("no two pairs of two residues have the same sum");
      assertThat(file.row("rqi/modular", 0)[0]).isBetween(0.0, 1.0);
    }
  }
}
