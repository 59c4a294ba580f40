package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.models.net.Activation;
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.Evaluation;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.Loss;
import periscope.models.net.MlpStart;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.Permutations;
import periscope.models.task.SparseParity;
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
            Loss.CROSS_ENTROPY,
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
        if (id.startsWith("groups/")) {
          continue; // these are what takes their place
        }
        if (id.startsWith("attention/")) {
          assertThat(measure).isInstanceOf(Measure.Absent.class);
          continue; // an MLP has none, whatever the operands
        }
        boolean overResidues =
            id.matches(
                ".*(fourier|gini|ipr|keys|logit|neurons/).*|(restricted|excluded).*|.*/(frequency|phase|final-phase)|circularity.*|rqi.*|(clock|pizza|circles|lottery)/.*|gradient-symmetricity|distance-irrelevance");
        String expected =
            overResidues && !id.startsWith("parity/")
                ? "the operands are permutations: frequencies are those of residues"
                : id.startsWith("parity/") ? "the task is not sparse parity" : "";
        if (id.startsWith("ablation/heads")) {
          expected = "a model of type pair-mlp has no heads of attention";
        }
        assertThat(measure instanceof Measure.Absent absent ? absent.reason() : "")
            .as(id)
            .isEqualTo(expected);
      }
    }
  }

  private static final SparseParity PARITY =
      new SparseParity(6, 2, 40, 3, SparseParity.Encoding.ZERO_ONE, true);

  private static DenseMlpSpec mlp(DenseMlpSpec.Outputs outputs) {
    return new DenseMlpSpec(
        List.of(5, 4), Activation.RELU, 0, true, outputs, new MlpStart.TorchLinear());
  }

  /** By hand: of zeros every output is 0, which answers 0 and costs log 2. */
  @Test
  void parityHasLossesByItsOwnRule() throws IOException {
    var run =
        new RunFixture(PARITY, mlp(DenseMlpSpec.Outputs.SINGLE)).loss(Loss.BINARY_CROSS_ENTROPY);
    int[] labels = PARITY.task().labels();
    double zeros = IntStream.of(labels).filter(label -> label == 0).count();
    Parameters weights = run.trainEvery(2).gaussian(6);
    try (MeasureFile measures = run.snapshot(run.zeros()).snapshot(weights).probe(folder)) {
      assertThat(measures.row("loss/all", 0)[0]).isCloseTo(Math.log(2), within(1e-15));
      assertThat(measures.row("accuracy/all", 0)[0]).isEqualTo(zeros / 40);
      assertThat(measures.spec("loss/all").definition())
          .isEqualTo("mean binary cross-entropy over all examples");
      assertThat(measures.row("weights/sum-of-squares", 1)[0]).isPositive();
      assertThat(measures.absentReason("W_L/fourier-norm"))
          .contains(
              "the task's inputs are numbers, not residues of which there would be frequencies");
      assertThat(measures.absentReason("pca/explained"))
          .contains("the model has no embedding: its first layer is over numbers");
      assertThat(measures.absentReason("W_input").orElseThrow())
          .startsWith("the model has no matrices for operands");
    }
    try (var context = RunContext.open(folder.resolve("run.h5"))) {
      assertThat(context.last().neurons().shape()).isEqualTo(List.of(40, 4));
      assertThatThrownBy(() -> context.last().pairSums())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no neurons of pairs");
    }
  }

  @Test
  void perceptronsOverResiduesHaveFrequencies() throws IOException {
    var task = new ModularArithmetic(7, Operation.ADD, ModularArithmetic.Pairs.ORDERED);
    var run = new RunFixture(task, mlp(DenseMlpSpec.Outputs.CLASSES)).loss(Loss.SQUARED_ERROR);
    Parameters weights = run.trainEvery(2).gaussian(7);
    try (MeasureFile measures = run.snapshot(weights).probe(folder)) {
      assertThat(measures.row("W_L/fourier-norm", 0)).hasSize(7);
      assertThat(measures.row("neurons/explained-share", 0)).hasSize(4);
      assertThat(measures.spec("loss/all").units()).isEmpty();
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
