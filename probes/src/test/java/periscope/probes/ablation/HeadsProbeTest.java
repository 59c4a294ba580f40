package periscope.probes.ablation;

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
import periscope.models.net.Hooks;
import periscope.models.net.Interventions;
import periscope.models.net.Parameters;
import periscope.models.net.Recorder;
import periscope.models.net.Tensor;
import periscope.models.net.TransformerSpec;
import periscope.models.net.TransformerSpec.Bias;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.probes.ExampleSet;
import periscope.probes.MeasureFile;
import periscope.probes.ProbePass;
import periscope.probes.RunContext;
import periscope.probes.RunFixture;

/** A head that hands on nothing is a head whose output matrix is 0, of which losses are known. */
final class HeadsProbeTest {
  private static final int P = 7;
  private static final int D = 6;
  private static final int D_HEAD = 3;
  private static final int HEADS = 2;

  /** Sums of as many float64 numbers, with zeros among them, in another order. */
  private static final double ROUNDING = 1e-12;

  @TempDir Path folder;

  private static RunFixture transformer() {
    return transformer(2, new TransformerSpec.Biases(true, true, false));
  }

  private static RunFixture transformer(int layers, TransformerSpec.Biases biases) {
    return new RunFixture(
        new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED, true),
        new TransformerSpec(
            layers,
            HEADS,
            D_HEAD,
            D,
            5,
            Activation.RELU,
            TransformerSpec.Attention.CAUSAL,
            1,
            biases,
            TransformerSpec.Outputs.VOCABULARY));
  }

  @Test
  void aLongRunIsMeasuredAtOneCheckpointOfFour() throws IOException {
    RunFixture fixture = transformer().trainEvery(3);
    for (int i = 0; i < 68; i++) {
      fixture.snapshot(transformer().gaussian(i));
    }
    try (MeasureFile file = fixture.probe(folder)) {
      assertThat(file.spec("ablation/heads/test").convention())
          .endsWith("; one checkpoint of 4 and the last, NaN between them");
      assertThat(file.spec("ablation/heads/test").every()).isEqualTo(4);
      assertThat(file.spec("loss/test").every()).isEqualTo(1);
      for (int i = 0; i < 68; i++) {
        for (double loss : file.row("ablation/heads/test", i)) {
          assertThat(Double.isNaN(loss)).as("row %d", i).isEqualTo(i % 4 != 0 && i != 67);
        }
      }
    }
  }

  @Test
  void eachHeadIsLeftOutInTurn() throws IOException {
    List<Parameters> snapshots = List.of(transformer().gaussian(3), transformer().gaussian(4));
    RunFixture fixture = transformer().trainEvery(3);
    snapshots.forEach(fixture::snapshot);
    try (MeasureFile file = fixture.probe(folder)) {
      assertThat(file.spec("ablation/heads/test").shape()).containsExactly(2, HEADS);
      for (int layer = 0; layer < 2; layer++) {
        for (int head = 0; head < HEADS; head++) {
          RunFixture without = transformer().trainEvery(3);
          for (Parameters weights : snapshots) {
            Parameters changed = weights.copy();
            float[] out = changed.get("blocks." + layer + ".attn.W_O"); // [heads][dHead][dModel]
            Arrays.fill(out, head * D_HEAD * D, (head + 1) * D_HEAD * D, 0);
            without.snapshot(changed);
          }
          Path other = Files.createDirectory(folder.resolve(layer + "." + head));
          try (MeasureFile expected = without.probe(other)) {
            for (int i = 0; i < snapshots.size(); i++) {
              for (String set : List.of("train", "test")) {
                double loss = file.row("ablation/heads/" + set, i)[layer * HEADS + head];
                assertThat(loss)
                    .as("head %d.%d, %s", layer, head, set)
                    .isCloseTo(expected.row("loss/" + set, i)[0], within(ROUNDING));
                assertThat(loss).isNotCloseTo(file.row("loss/" + set, i)[0], within(1e-6));
              }
            }
          }
        }
      }
    }
  }

  /** {@code periscope ablate --head} sets the head's activation to 0, by another way. */
  @Test
  void itIsWhatTheAblationOfAHeadGives() throws IOException {
    isAblation(transformer().trainEvery(3), 2);
  }

  /** With biases after attention, only about the neurons, or none that could hand on a mean. */
  @Test
  void itIsWhatTheAblationGivesOfTheOnlyLayer() throws IOException {
    for (boolean attention : new boolean[] {false, true}) {
      for (boolean mlp : new boolean[] {false, true}) {
        var biases = new TransformerSpec.Biases(attention, mlp, false);
        isAblation(transformer(1, biases).trainEvery(3), 1);
      }
    }
    var without = new TransformerSpec.Biases(true, true, false, List.of(Bias.O, Bias.OUT));
    isAblation(transformer(1, without).trainEvery(3), 1);
  }

  private void isAblation(RunFixture fixture, int layers) throws IOException {
    Path own = Files.createTempDirectory(folder, "ablation");
    Path run = fixture.snapshot(fixture.gaussian(6)).write(own.resolve("run.h5"));
    Path measures = MeasureFile.pathFor(run);
    ProbePass.of(ProbePass.installed()).run(run, measures);
    try (RunContext context = RunContext.open(run);
        MeasureFile file = MeasureFile.open(measures)) {
      for (int place = 0; place < layers * HEADS; place++) {
        for (Fill fill : List.of(new Fill.Zero(), new Fill.Mean())) {
          String family = fill instanceof Fill.Mean ? "ablation/heads-mean/" : "ablation/heads/";
          Ablation ablation = Ablations.head(context, place / HEADS, place % HEADS, fill);
          var sets = AblationResult.of(context.last(), AblationPlan.of(ablation)).after().sets();
          assertThat(sets.get(0).set()).isEqualTo("train");
          assertThat(file.row(family + "train", 0)[place])
              .isCloseTo(sets.get(0).loss(), within(ROUNDING));
          assertThat(file.row(family + "test", 0)[place])
              .isCloseTo(sets.get(1).loss(), within(ROUNDING));
        }
      }
    }
  }

  /** The mean written out: of a layer's z over all pairs, put in by hand. */
  @Test
  void aHeadsMeanIsThatOverAllPairs() throws IOException {
    RunFixture fixture = transformer().trainEvery(3);
    Parameters weights = fixture.gaussian(8);
    var task = (ModularArithmetic) fixture.task();
    for (int layer = 0; layer < 2; layer++) {
      String name = "blocks." + layer + ".attn.hook_z";
      Recorder recorder = Recorder.of(name);
      fixture.model().forward(weights, task.plane(), recorder);
      double[] z = recorder.get(name).values(); // [pairs][3][heads][dHead]
      int size = 3 * HEADS * D_HEAD;
      Hooks hooks =
          Interventions.map(
              name,
              value -> {
                double[] values = value.values().clone();
                for (int i = 0; i < values.length; i++) {
                  if (i / D_HEAD % HEADS == 1) {
                    double sum = 0;
                    for (int pair = 0; pair < P * P; pair++) {
                      sum += z[pair * size + i % size];
                    }
                    values[i] = sum / (P * P);
                  }
                }
                return new Tensor(value.shape(), values);
              });
      Path own = Files.createDirectory(folder.resolve("layer" + layer));
      RunFixture run = transformer().trainEvery(3).snapshot(weights);
      try (MeasureFile file = run.probe(own);
          RunContext context = RunContext.open(own.resolve("run.h5"))) {
        int[] examples = context.get(ExampleSet.TEST).examples();
        assertThat(file.row("ablation/heads-mean/test", 0)[layer * HEADS + 1])
            .isCloseTo(context.last().outcomes(hooks).loss(examples), within(ROUNDING));
      }
    }
  }

  @Test
  void runsWithoutHeadsOrWithoutASplitSaySo() throws IOException {
    RunFixture mlp = RunFixture.addition(P, D, 4);
    try (MeasureFile file = mlp.snapshot(mlp.gaussian(1)).probe(folder)) {
      assertThat(file.absentReason("ablation/heads/train"))
          .contains("a model of type pair-mlp has no heads of attention");
    }
    Path other = Files.createDirectory(folder.resolve("other"));
    RunFixture whole = transformer();
    try (MeasureFile file = whole.snapshot(whole.gaussian(1)).probe(other)) {
      assertThat(file.absentReason("ablation/heads/test")).contains("the run has no split");
    }
  }
}
