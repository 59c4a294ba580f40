package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import periscope.models.net.Activation;
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.Loss;
import periscope.models.net.MlpStart;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;

/** Why a run has no measures in sum directions, or of some examples, or over keys of some rule. */
final class SumDirectionsAbsenceTest {
  private static final List<String> IN_SUM_DIRECTIONS =
      List.of(
          "logits/cosine-coefficient",
          "logits/cosine-similarity/raw",
          "logits/explained/centred",
          "logit-fve",
          "logit-fve/all-frequencies",
          "keys/logit-cosine",
          "embedding/explained-by-logit-keys",
          "W_L/explained-by-logit-keys",
          "restricted/all",
          "restricted-cube/test",
          "excluded/all-keys/train",
          "excluded-cube/per-key/train",
          "excluded-mlp/all-keys/train");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ADD", "SUBTRACT"})
  void answersThatAreNoSums(Operation operation) throws IOException {
    var model =
        new PairMlpSpec(
            3,
            4,
            Activation.RELU,
            PairMlpSpec.Embedding.UNTIED,
            PairMlpSpec.Hidden.UNTIED,
            false,
            false);
    var fixture =
        new RunFixture(new ModularArithmetic(7, operation, Pairs.ORDERED), model).trainEvery(2);
    try (MeasureFile file = fixture.snapshot(fixture.gaussian(1)).probe(folder)) {
      for (String id : IN_SUM_DIRECTIONS) {
        assertThat(file.absentReason(id))
            .as(id)
            .contains(
                "the answer is "
                    + operation.formula()
                    + ", neither a sum nor a difference, so it has no sum directions");
      }
      assertThat(file.constants()).contains("keys", "keys/embedding-norm");
      assertThat(file.row("keys/per-checkpoint", 0)).hasSize(3);
    }
  }

  @Test
  void oneOutputIsNoneForEachAnswer() throws IOException {
    var model =
        new DenseMlpSpec(
            List.of(4),
            Activation.RELU,
            0,
            true,
            DenseMlpSpec.Outputs.SINGLE,
            new MlpStart.TorchLinear());
    var task = new ModularArithmetic(2, Operation.ADD, Pairs.ORDERED);
    var fixture = new RunFixture(task, model).loss(Loss.HINGE).trainEvery(2);
    Path run = fixture.snapshot(fixture.gaussian(1)).write(folder.resolve("run.h5"));
    for (Measure measure : ProbePass.of(ProbePass.installed()).measures(run)) {
      if (IN_SUM_DIRECTIONS.contains(measure.spec().id()) && !measure.spec().id().contains("emb")) {
        assertThat(measure)
            .isInstanceOfSatisfying(
                Measure.Absent.class,
                absent ->
                    assertThat(absent.reason())
                        .isEqualTo("the network has one output, not one for each answer"));
      }
    }
  }

  @Test
  void withoutSplitThereAreAllExamples() throws IOException {
    var unsplit = WaveNetwork.of(7, Operation.ADD, Pairs.ORDERED, 2);
    try (MeasureFile file = unsplit.fixture.snapshot(unsplit.weights(1)).probe(folder)) {
      for (String id :
          List.of(
              "restricted/train",
              "restricted/test",
              "restricted-cube/train",
              "excluded/all-keys/train",
              "excluded-mlp/all-keys/train",
              "softmax-collapse")) {
        assertThat(file.absentReason(id)).as(id).contains("the run has no split");
      }
      // Cubes are all there is: 1e-6 for weights that are cosines rounded to float32.
      assertThat(file.row("restricted/all", 0)[0])
          .isCloseTo(file.row("restricted-cube/all", 0)[0], within(1e-6));
    }
  }

  @Test
  void examplesThatAreAllOfOneKind() throws IOException {
    var all = WaveNetwork.of(7, Operation.ADD, Pairs.ORDERED, 2);
    all.fixture.trainEvery(1).snapshot(all.weights(1));
    try (MeasureFile file = all.fixture.probe(folder)) {
      assertThat(file.absentReason("restricted/test"))
          .contains("every example is a training example");
      assertThat(file.row("restricted/train", 0)).isEqualTo(file.row("restricted/all", 0));
    }
  }

  /** Columns of W_E are waves of norms 1, 0.26 and 0.24, and a constant that is larger. */
  @Test
  void theEmbeddingsKeysAreThoseAboveAQuarterOfTheLargest() throws IOException {
    int p = 11;
    var fixture = RunFixture.addition(p, 5, 4);
    Parameters weights = fixture.zeros();
    double[] norms = {1, 0.26, 0.24};
    int[] frequencies = {4, 1, 5};
    for (int t = 0; t < p; t++) {
      for (int i = 0; i < 3; i++) {
        double angle = 2 * Math.PI * frequencies[i] * t / p;
        weights.get("embed.W_E")[t * 5 + i] = (float) (norms[i] * Math.cos(angle + i));
      }
      weights.get("embed.W_E")[t * 5 + 3] = 7;
    }
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.integers("keys/embedding-norm")).containsExactly(1, 4);
    }
  }

  @Test
  void anEmbeddingOfZerosHasNoKeys() throws IOException {
    var fixture = RunFixture.addition(7, 5, 4).trainEvery(2);
    try (MeasureFile file = fixture.snapshot(fixture.zeros()).probe(folder)) {
      assertThat(file.integers("keys/embedding-norm")).isEmpty();
      assertThat(file.integers("keys/logit-cosine")).isEmpty();
      assertThat(file.absentReason("logit-fve"))
          .contains(
              "there are no key frequencies by the rule logit cosine above 0.005 at the last checkpoint");
      assertThat(file.row("logits/cosine-similarity/raw", 0)).containsOnly(Double.NaN);
      assertThat(file.row("softmax-collapse", 0)).containsExactly(0);
    }
  }
}
