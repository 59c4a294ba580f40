package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.models.net.Activation;
import periscope.models.net.Evaluation;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.Permutations;
import periscope.models.task.Task;
import periscope.models.task.TaskSpec;

/** What is measured of runs whose task is not addition. */
final class TasksMeasuresTest {
  private static final PairMlpSpec MODEL =
      new PairMlpSpec(
          3,
          4,
          Activation.RELU,
          PairMlpSpec.Embedding.UNTIED,
          PairMlpSpec.Hidden.UNTIED,
          false,
          false);

  @TempDir Path folder;

  private static double loss(TaskSpec spec, Parameters weights) {
    Task task = spec.task();
    ForwardModel model = (ForwardModel) MODEL.model(task);
    return Evaluation.of(
            model.forward(weights, task, Hooks.none()),
            task.labels(),
            IntStream.range(0, task.size()).toArray())
        .loss();
  }

  /** 1e-12: two orders of float64 summation. */
  @Test
  void divisionIsMeasuredOnItsExamplesAndOverAllPairs() throws IOException {
    var task = new ModularArithmetic(7, Operation.DIVIDE, ModularArithmetic.Pairs.ORDERED);
    var run = new RunFixture(task, MODEL);
    Parameters weights = run.gaussian(3);
    try (MeasureFile measures = run.trainEvery(2).snapshot(weights).probe(folder)) {
      assertThat(measures.row("loss/all", 0)[0]).isCloseTo(loss(task, weights), within(1e-12));
      assertThat(measures.row("neurons/explained-share", 0)).hasSize(4);
    }
    try (var context = RunContext.open(folder.resolve("run.h5"))) {
      assertThat(context.inputs().size()).isEqualTo(49);
      assertThat(context.last().neurons().dim(0)).isEqualTo(49);
      assertThat(context.notes())
          .containsExactly(
              "The operation is division, whose waves run over powers of a generator: frequencies over residues need not describe it.");
    }
  }

  @Test
  void permutationsHaveNoFrequencies() throws IOException {
    var task = new Permutations(3, Permutations.Operation.PRODUCT, false, false);
    var run = new RunFixture(task, MODEL);
    Parameters weights = run.gaussian(4);
    try (MeasureFile measures = run.trainEvery(2).snapshot(weights).probe(folder)) {
      assertThat(measures.row("loss/all", 0)[0]).isCloseTo(loss(task, weights), within(1e-12));
      assertThat(measures.row("W_input", 0)).hasSize(6 * 4);
      assertThat(measures.row("pca/explained", 0)).isNotEmpty();
    }
    try (var context = RunContext.open(folder.resolve("run.h5"))) {
      assertThat(context.modulus()).isEqualTo(6);
      for (Measure measure : ProbePass.of(ProbePass.installed()).measures(context.file())) {
        String id = measure.spec().id();
        boolean overResidues =
            id.contains("fourier")
                || id.contains("gini")
                || id.contains("ipr")
                || id.contains("keys")
                || id.contains("neurons/")
                || id.contains("phase")
                || id.endsWith("/frequency");
        assertThat(measure instanceof Measure.Absent absent ? absent.reason() : "")
            .as(id)
            .isEqualTo(
                overResidues
                    ? "the operands are permutations: frequencies are those of residues"
                    : "");
      }
    }
  }

  @Test
  void polynomialsSayWhatFrequenciesAreWorth() throws IOException {
    var task =
        new ModularArithmetic(5, Operation.CUBE_AND_PRODUCT, ModularArithmetic.Pairs.ORDERED);
    var run = new RunFixture(task, MODEL);
    Path file = run.snapshot(run.gaussian(5)).write(folder.resolve("cube.h5"));
    try (var context = RunContext.open(file)) {
      assertThat(context.notes())
          .containsExactly(
              "The operation is a³ + ab, which is not that of a group: frequencies over residues need not describe it.");
    }
  }
}
