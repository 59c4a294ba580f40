package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.TensorSpec;
import periscope.models.net.Activation;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.Task;

final class RunContextTest {
  @TempDir Path folder;

  @Test
  void aParameterThatIsMissingIsNamed() throws IOException {
    var fixture = RunFixture.addition(5, 3, 2);
    Path run = folder.resolve("run.h5");
    write(run, fixture.spec(), List.of(new TensorSpec("embed.W_E", List.of(5, 3))));
    assertThatThrownBy(() -> RunContext.open(run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            run + ": its model needs a parameter blocks.0.mlp.W_in of shape [3, 2], found none");
  }

  @Test
  void aParameterOfAnotherShapeIsNamed() throws IOException {
    var fixture = RunFixture.addition(5, 3, 2);
    Path run = folder.resolve("run.h5");
    write(run, fixture.spec(), List.of(new TensorSpec("embed.W_E", List.of(3, 5))));
    assertThatThrownBy(() -> RunContext.open(run))
        .hasMessage(
            run + ": its model needs a parameter embed.W_E of shape [5, 3], found shape [3, 5]");
  }

  @Test
  void aSpecificationWithoutAModelIsAnError() throws IOException {
    Path run = folder.resolve("run.h5");
    write(
        run,
        "{\"task\":{\"type\":\"modular-arithmetic\",\"modulus\":5,\"operation\":\"add\",\"pairs\":\"ordered\"}}",
        List.of(new TensorSpec("x", List.of(1))));
    assertThatThrownBy(() -> RunContext.open(run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(run + ": the key model is missing");
  }

  @Test
  void notesSayWhatToBearInMind() throws IOException {
    assertThat(notes(7, ModularArithmetic.Operation.SUBTRACT)).isEmpty();
    assertThat(notes(9, ModularArithmetic.Operation.MULTIPLY))
        .satisfiesExactly(
            note -> assertThat(note).startsWith("The modulus 9 is not prime"),
            note -> assertThat(note).startsWith("The operation is multiplication"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50, 100, 1000})
  void blocksAreAllInputsInOrder(int largest) {
    Task all =
        new ModularArithmetic(5, ModularArithmetic.Operation.ADD, ModularArithmetic.Pairs.ORDERED)
            .task();
    int example = 0;
    for (Task block : Inputs.blocks(all, all.classes(), largest)) {
      assertThat(block.size()).isBetween(1, Math.max(1, largest / all.classes()));
      for (int i = 0; i < block.size(); i++, example++) {
        assertThat(block.labels()[i]).isEqualTo(all.labels()[example]);
        assertThat(block.inputs()[2 * i + 1]).isEqualTo(all.inputs()[2 * example + 1]);
      }
    }
    assertThat(example).isEqualTo(25);
  }

  /** More pairs than one block holds: 211³ logits are 75 MB. */
  @Test
  void manyBlocksMeasureWhatOneDoes() throws IOException {
    int p = 211;
    int h = 2;
    var fixture =
        RunFixture.collapsed(p, h, Activation.RELU, PairMlpSpec.Hidden.TIED).trainEvery(2);
    Parameters weights = fixture.gaussian(3);
    Path run = fixture.snapshot(weights).write(folder.resolve("run.h5"));
    try (var context = RunContext.open(run)) {
      assertThat(context.inputs().blocks()).hasSizeGreaterThan(1);
      double[][] input = new double[p][h];
      double[][] output = new double[h][p];
      for (int t = 0; t < p; t++) {
        for (int i = 0; i < h; i++) {
          input[t][i] = weights.get("W_input")[t * h + i];
          output[i][t] = weights.get("W_output")[i * p + t];
        }
      }
      var slow = new SlowMeasures(input, output);
      for (int example : new int[] {0, 5000, p * p - 1}) {
        int a = example / p;
        int b = example % p;
        int[] one = {example};
        // A relative rounding of sums of 211 exponentials and two products.
        assertThat(context.last().outcomes().loss(one))
            .isCloseTo(slow.loss(a, b), within(1e-12 * slow.loss(a, b) + 1e-15));
        assertThat(context.last().outcomes().accuracy(one))
            .isEqualTo(slow.correct(a, b) ? 1.0 : 0.0);
        assertThat(context.last().neurons().values()[example * h + 1])
            .isEqualTo(slow.neuron(a, b, 1));
      }
      double[] neurons = context.last().neurons().values();
      assertThat(context.last().pairSums().bySum()).isEqualTo(PairSums.of(p, neurons, h).bySum());
    }
  }

  private List<String> notes(int p, ModularArithmetic.Operation operation) throws IOException {
    var fixture =
        new RunFixture(
            new ModularArithmetic(p, operation, ModularArithmetic.Pairs.ORDERED),
            new PairMlpSpec(
                2,
                2,
                Activation.RELU,
                PairMlpSpec.Embedding.TIED,
                PairMlpSpec.Hidden.TIED,
                false,
                false));
    Path run =
        fixture
            .snapshot(fixture.gaussian(1))
            .write(folder.resolve(String.format(Locale.ROOT, "run%d.h5", p)));
    try (var context = RunContext.open(run)) {
      return context.notes();
    }
  }

  private static void write(Path run, String spec, List<TensorSpec> tensors) throws IOException {
    var header = new RunHeader(spec, Map.of(), tensors, List.of(), List.of());
    try (var writer = RunWriter.create(run, header, new int[0], false)) {
      writer.checkpoint(
          0, tensors.stream().map(tensor -> new float[tensor.size()]).toList(), List.of());
    }
  }

  @Test
  void aPartOfARunIsNoted() throws IOException {
    assertThat(notes(List.of(), 200, 300))
        .containsExactly(
            "The first checkpoint is of step 200: what came before is not seen, so that what is first seen then may have happened earlier.",
            "The run was made for 900 steps, and its last checkpoint is of step 300: what has not happened may still happen.");
  }

  @Test
  void aRunThatBrokeOffIsNoted() throws IOException {
    assertThat(notes(List.of("loss/train"), 0, 300))
        .containsExactly(
            "The last training loss that was logged is NaN, no number of float32: training has diverged. A smaller learning rate may help.");
  }

  /** Of a run that was made for 900 steps; what is logged is NaN. */
  private List<String> notes(List<String> metrics, long... steps) throws IOException {
    var fixture = RunFixture.addition(7, 3, 2).every(50);
    Path whole = fixture.snapshot(fixture.gaussian(1)).write(folder.resolve("whole.h5"));
    Path part = folder.resolve("part.h5");
    try (RunReader from = RunReader.open(whole)) {
      var header =
          new RunHeader(
              from.spec().replace("\"steps\": 0", "\"steps\": 900"),
              Map.of(),
              from.parameters(),
              List.of(),
              metrics);
      try (var writer = RunWriter.create(part, header, from.train(), false)) {
        List<float[]> values = new ArrayList<>();
        for (TensorSpec tensor : from.parameters()) {
          values.add(new float[tensor.size()]);
        }
        for (long step : steps) {
          writer.metrics(step, metrics.stream().mapToDouble(id -> Double.NaN).toArray());
          writer.checkpoint(step, values, List.of());
        }
      }
    }
    try (var context = RunContext.open(part)) {
      return context.notes();
    }
  }
}
