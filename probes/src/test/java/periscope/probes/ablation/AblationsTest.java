package periscope.probes.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Activation;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.net.TransformerSpec;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.probes.MeasureFile;
import periscope.probes.ProbePass;
import periscope.probes.RunContext;
import periscope.probes.RunFixture;

/** A changed forward pass against the forward pass of changed weights. */
final class AblationsTest {
  private static final int P = 7;
  private static final int D = 6;

  /** float32 weights are changed in the one way, float64 values in the other. */
  private static final double FLOAT = 1e-5;

  private static final double ROUNDING = 1e-12;
  private static final Fill ZERO = new Fill.Zero();

  @TempDir Path folder;

  private static RunFixture transformer() {
    return new RunFixture(
            new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED, true),
            new TransformerSpec(
                2,
                2,
                3,
                D,
                5,
                Activation.RELU,
                TransformerSpec.Attention.CAUSAL,
                1,
                new TransformerSpec.Biases(true, true, false),
                TransformerSpec.Outputs.VOCABULARY))
        .trainEvery(3);
  }

  private static RunFixture mlp() {
    return RunFixture.addition(P, D, 9).trainEvery(3);
  }

  /** Two matrices for the embedding, so that the unembedding is none of them. */
  private static RunFixture untied() {
    return new RunFixture(
            new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED),
            new PairMlpSpec(
                D,
                9,
                Activation.RELU,
                PairMlpSpec.Embedding.UNTIED,
                PairMlpSpec.Hidden.TIED,
                false,
                false))
        .trainEvery(3);
  }

  private AblationResult ablate(
      RunFixture fixture, Parameters weights, Function<RunContext, Ablation> ablation)
      throws IOException {
    Path run = fixture.snapshot(weights).write(folder.resolve("run.h5"));
    try (RunContext context = RunContext.open(run)) {
      return AblationPass.run(context, AblationPlan.of(ablation.apply(context)), List.of(0), 1)
          .getFirst();
    }
  }

  /** Scores are those that the loss probe found at the only step of a run. */
  private static void expect(Scores found, MeasureFile file, double tolerance) throws IOException {
    assertThat(found.sets()).extracting(Scores.Score::set).containsExactly("train", "test", "all");
    for (Scores.Score score : found.sets()) {
      assertThat(score.loss())
          .as(score.set())
          .isCloseTo(file.row("loss/" + score.set(), 0)[0], within(tolerance));
      assertThat(score.accuracy()).isEqualTo(file.row("accuracy/" + score.set(), 0)[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aHeadSetToZeroIsAHeadWithoutOutputWeights(int head) throws IOException {
    Parameters weights = transformer().gaussian(3);
    AblationResult result =
        ablate(transformer(), weights, run -> Ablations.head(run, 1, head, ZERO));
    Parameters changed = weights.copy();
    float[] out = changed.get("blocks.1.attn.W_O"); // [heads][dHead][dModel]
    Arrays.fill(out, head * 3 * D, (head + 1) * 3 * D, 0);
    Path other = Files.createDirectory(folder.resolve("other"));
    try (MeasureFile file = transformer().snapshot(changed).probe(other)) {
      expect(result.after(), file, ROUNDING);
    }
    assertThat(result.after().sets().getLast().loss())
        .isNotCloseTo(result.before().sets().getLast().loss(), within(1e-3));
  }

  @Test
  void neuronsOfAFrequencySetToZeroAreNeuronsWithoutOutputWeights() throws IOException {
    Parameters weights = mlp().gaussian(5);
    Path run = mlp().snapshot(weights).write(folder.resolve("run.h5"));
    Path measures = MeasureFile.pathFor(run);
    ProbePass.of(ProbePass.installed()).run(run, measures);
    try (RunContext context = RunContext.open(run);
        MeasureFile before = MeasureFile.open(measures)) {
      double[] frequency = before.row("neurons/frequency", 0);
      int k = (int) frequency[0];
      Ablation ablation = Ablations.neuronsOfFrequency(context, k, ZERO);
      Parameters changed = weights.copy();
      float[] out = changed.get("blocks.0.mlp.W_out"); // [neurons][dModel]
      int count = 0;
      for (int i = 0; i < frequency.length; i++) {
        if (frequency[i] == k) {
          Arrays.fill(out, i * D, (i + 1) * D, 0);
          count++;
        }
      }
      assertThat(ablation.what())
          .isEqualTo(
              String.format(
                  Locale.ROOT, "%d of 9 neurons, those of frequency %d, set to 0", count, k));
      var result = AblationResult.of(context.last(), AblationPlan.of(ablation));
      Path other = Files.createDirectory(folder.resolve("other"));
      try (MeasureFile file = mlp().snapshot(changed).probe(other)) {
        expect(result.after(), file, ROUNDING);
      }
      expect(result.before(), before, ROUNDING);
      assertThatThrownBy(() -> Ablations.neuronsOfFrequency(context, 99, ZERO))
          .hasMessageStartingWith(
              "no neuron is of frequency 99 at the last checkpoint; there are neurons of ");
    }
  }

  @Test
  void aFrequencyTakenOutOfTheEmbeddingIsOneItDoesNotHave() throws IOException {
    Parameters weights = untied().gaussian(6);
    AblationResult result = ablate(untied(), weights, run -> Ablations.embeddingFrequency(run, 2));
    Parameters changed = weights.copy();
    for (String name : List.of("embed_a.W_E", "embed_b.W_E")) {
      float[] matrix = changed.get(name); // [P][D]
      float[] original = matrix.clone();
      for (int i = 0; i < D; i++) {
        for (int t = 0; t < P; t++) {
          double part = 0;
          for (int u = 0; u < P; u++) {
            part += 2.0 / P * Math.cos(2 * Math.PI * 2 * (t - u) / P) * original[u * D + i];
          }
          matrix[t * D + i] -= (float) part;
        }
      }
    }
    Path other = Files.createDirectory(folder.resolve("other"));
    try (MeasureFile file = untied().snapshot(changed).probe(other)) {
      expect(result.after(), file, FLOAT);
    }
  }

  @Test
  void allFrequenciesTakenOutOfTheLogitsLeaveWhatDoesNotDependOnTheAnswerAlone()
      throws IOException {
    Parameters weights = mlp().gaussian(7);
    Path run = mlp().snapshot(weights).write(folder.resolve("run.h5"));
    try (RunContext context = RunContext.open(run)) {
      var before = context.last().logits().values();
      for (int k = 1; k <= P / 2; k++) {
        var one = (Ablation.OfLogits) Ablations.frequency(context, k);
        double[] after = one.logits().apply(context.last()).values();
        for (int c = 0; c < P; c++) {
          double cosine = 0;
          double removed = 0;
          for (int a = 0; a < P; a++) {
            for (int b = 0; b < P; b++) {
              int at = (a * P + b) * P + c;
              cosine += Math.cos(2 * Math.PI * k * (a + b) / P) * after[at];
              removed += Math.cos(2 * Math.PI * k * (a + b) / P) * (before[at] - after[at]);
            }
          }
          assertThat(cosine).isCloseTo(0, within(1e-9)); // of 49 logits up to a hundred
          assertThat(Math.abs(removed)).isGreaterThan(1e-6);
        }
      }
      assertThatThrownBy(() -> Ablations.frequency(context, 4))
          .hasMessage("there is no frequency 4 of 7 residues: frequencies are 1 to 3");
    }
  }

  @Test
  void aDirectionIsTakenOutOrAddedAtEveryPosition() throws IOException {
    Parameters weights = transformer().gaussian(8);
    double[] direction = {3, 0, 0, 0, 4, 0};
    AblationResult without =
        ablate(
            transformer(),
            weights,
            run -> Ablations.withoutDirection(run, Ablations.EMBED, "it", direction));
    Parameters changed = weights.copy();
    Parameters added = weights.copy();
    float[] matrix = changed.get("embed.W_E");
    for (int row = 0; row < matrix.length; row += D) {
      double along = 0.6 * matrix[row] + 0.8 * matrix[row + 4];
      matrix[row] -= (float) (0.6 * along);
      matrix[row + 4] -= (float) (0.8 * along);
      added.get("embed.W_E")[row] += 1.5f;
      added.get("embed.W_E")[row + 4] += 2f;
    }
    Path one = Files.createDirectory(folder.resolve("one"));
    try (MeasureFile file = transformer().snapshot(changed).probe(one)) {
      expect(without.after(), file, FLOAT * 10);
    }
    Path two = Files.createDirectory(folder.resolve("two"));
    try (MeasureFile file = transformer().snapshot(added).probe(two);
        RunContext context = RunContext.open(folder.resolve("run.h5"))) {
      var plus = Ablations.addedDirection(context, Ablations.EMBED, "it", direction, 0.5);
      assertThat(plus.what()).isEqualTo("0.5 times it added to hook_embed");
      expect(AblationResult.of(context.last(), AblationPlan.of(plus)).after(), file, FLOAT * 10);
    }
  }

  @Test
  void theMeanIsThatOfAllPairsAtEachPositionByItself() throws IOException {
    Parameters weights = transformer().gaussian(9);
    Path run = transformer().snapshot(weights).write(folder.resolve("run.h5"));
    try (RunContext context = RunContext.open(run)) {
      double[] mean = context.last().meanOverInputs(Ablations.EMBED).values(); // [1][3][D]
      float[] matrix = weights.get("embed.W_E"); // [P + 1][D]
      for (int i = 0; i < D; i++) {
        double sum = 0;
        for (int t = 0; t < P; t++) {
          sum += matrix[t * D + i];
        }
        assertThat(mean[i]).isCloseTo(sum / P, within(ROUNDING));
        assertThat(mean[D + i]).isCloseTo(sum / P, within(ROUNDING));
        assertThat(mean[2 * D + i]).isCloseTo(matrix[P * D + i], within(ROUNDING));
      }
      // With the mean in every place all inputs have the same logits, so one answer of P is right.
      var all =
          AblationResult.of(
              context.last(),
              AblationPlan.of(
                  Ablations.activation(context, "blocks.1.hook_resid_post", new Fill.Mean())));
      assertThat(all.after().sets().getLast().accuracy()).isCloseTo(1.0 / P, within(ROUNDING));
    }
  }

  @Test
  void controlsAreAsLongAndTheSameForASeed() {
    double[] direction = {3, 4, 0, 0};
    List<double[]> controls = Ablations.randomDirections(direction, 5, 1);
    assertThat(controls).hasSize(5);
    for (double[] control : controls) {
      double squares = 0;
      for (double value : control) {
        squares += value * value;
      }
      assertThat(squares).isCloseTo(25, within(1e-12));
    }
    assertThat(Ablations.randomDirections(direction, 5, 1).get(4)).containsExactly(controls.get(4));
    assertThat(Ablations.randomDirections(direction, 5, 2).get(4)).isNotEqualTo(controls.get(4));
    var spread = AblationResult.Spread.of(new double[] {1, 2, 6});
    assertThat(spread.mean()).isEqualTo(3);
    assertThat(spread.deviation()).isCloseTo(Math.sqrt(7), within(1e-15));
    assertThat(spread.lowest()).isEqualTo(1);
    assertThat(spread.highest()).isEqualTo(6);
  }

  @Test
  void whatAModelDoesNotHaveIsSaid() throws IOException {
    Path run = mlp().snapshot(mlp().gaussian(1)).write(folder.resolve("run.h5"));
    try (RunContext context = RunContext.open(run)) {
      assertThatThrownBy(() -> Ablations.head(context, 0, 0, ZERO))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a model of type pair-mlp has no heads of attention");
      assertThatThrownBy(() -> Ablations.activation(context, "blocks.0.hook_mlpout", ZERO))
          .hasMessageStartingWith("there is no activation blocks.0.hook_mlpout; ");
      assertThatThrownBy(
              () -> Ablations.withoutDirection(context, Ablations.EMBED, "it", new double[D + 1]))
          .hasMessage("the direction has 7 values, expected 6 as hook_embed has columns");
      assertThatThrownBy(
              () -> Ablations.withoutDirection(context, Ablations.EMBED, "it", new double[D]))
          .hasMessage("the direction has length 0.0, expected a positive number");
      assertThatThrownBy(() -> Ablations.principalComponent(context, 7))
          .hasMessage("there is no principal component 7: there are 1 to 6");
    }
    Path other = folder.resolve("transformer.h5");
    try (RunContext context =
        RunContext.open(transformer().snapshot(transformer().gaussian(1)).write(other))) {
      assertThatThrownBy(() -> Ablations.head(context, 2, 0, ZERO))
          .hasMessage("there is no head 2.0: layers are 0 to 1, heads 0 to 1");
    }
  }
}
