package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.ModelSpec;
import periscope.models.net.Parameters;
import periscope.models.net.TensorsSpec;
import periscope.models.net.TensorsSpec.Stored;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.TaskSpec;
import periscope.models.task.UnknownTask;

/** Runs of which only tensors are known, against a run with the same embedding. */
final class TensorsMeasuresTest {
  private static final int P = 7;
  private static final int D = 4;
  private static final int TOKENS = P + 2;
  private static final String UNKNOWN = "the architecture is not known: only tensors were imported";

  @TempDir Path folder;

  private static RunFixture tensors(TaskSpec task, boolean transposed) {
    List<Integer> shape = transposed ? List.of(D, TOKENS) : List.of(TOKENS, D);
    return new RunFixture(
        task,
        new TensorsSpec(
            List.of(new Stored("scale [1]", List.of()), new Stored("tok", shape)),
            "tok",
            transposed));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFirstTokensMeasureAsTheEmbeddingOfAKnownModel(boolean transposed) throws IOException {
    RunFixture known = RunFixture.addition(P, D, 3);
    Parameters weights = known.gaussian(5);
    float[] embedding = weights.get(0); // [P][D]
    RunFixture unknown =
        tensors(
            new ModularArithmetic(
                P, ModularArithmetic.Operation.ADD, ModularArithmetic.Pairs.ORDERED),
            transposed);
    Parameters stored = unknown.gaussian(6);
    for (int token = 0; token < P; token++) {
      for (int i = 0; i < D; i++) {
        stored.get(1)[transposed ? i * TOKENS + token : token * D + i] = embedding[token * D + i];
      }
    }
    Path one = Files.createDirectory(folder.resolve("known"));
    Path other = Files.createDirectory(folder.resolve("unknown"));
    try (MeasureFile expected = known.snapshot(weights).probe(one);
        MeasureFile found = unknown.snapshot(stored).probe(other)) {
      for (String id :
          List.of("embedding/fourier-norm", "gini/W_E", "pca/explained", "pca/final-axes")) {
        assertThat(found.row(id, 0)).as(id).containsExactly(expected.row(id, 0));
      }
      assertThat(found.spec("tsne/embedding").shape()).containsExactly(P, 2);
      assertThat(found.all("tsne/embedding")).containsExactly(expected.all("tsne/embedding"));
      double scale = stored.get(0)[0];
      assertThat(found.row("weights/sum-of-squares/scale__1_-0", 0)).containsExactly(scale * scale);
      for (String id :
          List.of(
              "loss/all",
              "neurons/frequency",
              "keys",
              "W_input",
              "gini/W_L",
              "events/half",
              "tsne/unembedding")) {
        assertThat(found.absentReason(id)).as(id).contains(UNKNOWN);
      }
    }
  }

  @Test
  void withoutATaskAllTokensAreResiduesAndLoggedAccuraciesAreEvents() throws IOException {
    RunFixture fixture = tensors(new UnknownTask(TOKENS), false);
    fixture
        .snapshot(fixture.gaussian(1))
        .snapshot(fixture.gaussian(2))
        .metrics(List.of("accuracy/test"), List.of(new double[] {0.1}, new double[] {0.6}));
    try (MeasureFile file = fixture.probe(folder)) {
      assertThat(file.spec("embedding/fourier-norm").shape()).containsExactly(TOKENS);
      assertThat(file.all("events/half")).containsExactly(10);
      assertThat(file.absentReason("events/memorised")).contains(UNKNOWN);
      assertThat(file.notes())
          .containsExactly(
              "The task is not known: the 9 tokens of the embedding are taken for residues in their order.");
    }
  }

  @Test
  void aModelThatRunsNeedsATask() throws IOException {
    ModelSpec transformer = TransformerMeasuresTest.SPEC;
    RunFixture fixture = new RunFixture(new UnknownTask(P), transformer);
    Path run = fixture.snapshot(fixture.gaussian(1)).write(folder.resolve("run.h5"));
    assertThatThrownBy(() -> RunContext.open(run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s: its task has no examples to run a model of type transformer on; expected a known task",
            run);
  }
}
