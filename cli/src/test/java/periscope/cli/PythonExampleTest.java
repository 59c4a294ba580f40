package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.models.task.Inputs;
import periscope.models.task.SparseParity;
import periscope.models.task.Task;
import periscope.testing.ExternalTool;

/** The Python that docs/examples gives people, used as they would use it. */
class PythonExampleTest {
  @TempDir private Path folder;

  private static final String LOOP =
      """
      import sys
      sys.path.insert(0, sys.argv[1])
      import numpy as np
      from write_run import RunWriter

      spec = {"name": "from Python", "description": "a test",
              "task": {"type": "modular-arithmetic", "modulus": 11, "operation": "add", "pairs": "unordered"},
              "model": {"type": "pair-mlp", "dModel": 6, "dMlp": 5, "activation": "relu", "embedding": "tied",
                        "hidden": "tied", "collapseHidden": False, "collapseOut": False}}
      shapes = {"embed.W_E": (11, 6), "blocks.0.mlp.W_in": (6, 5), "blocks.0.mlp.W_out": (5, 6)}
      writer = RunWriter(sys.argv[2], spec, shapes, train=range(20), metrics=["loss/train", "loss/test"])
      random = np.random.default_rng(0)
      squares = 0
      for step in range(0, 30, 10):
          writer.log(step, **{"loss/train": 1 / (step + 1)})
          weights = {name: random.normal(size=shape).astype("f4") for name, shape in shapes.items()}
          writer.checkpoint(step, weights)
      print(sum(float((w.astype("f8") ** 2).sum()) for w in weights.values()))
      """;

  private static final String PARITY =
      """
      import sys
      sys.path.insert(0, sys.argv[1])
      from parity_examples import examples

      inputs, labels = examples(5, 3, 31, -7, "minus-one-one", True)
      print(" ".join("%d" % x for x in inputs.ravel()))
      print(" ".join("%d" % x for x in labels))
      """;

  @Test
  void parityExamplesAreTheTasks() throws IOException {
    Task task = new SparseParity(5, 3, 31, -7, SparseParity.Encoding.MINUS_ONE_ONE, true).task();
    var inputs = new StringJoiner(" ");
    var labels = new StringJoiner(" ");
    for (int label : task.labels()) {
      labels.add(Integer.toString(label));
    }
    for (float value : ((Inputs.Features) task.given()).values()) {
      inputs.add(Integer.toString((int) value));
    }
    var python = ExternalTool.h5py().run("-c", PARITY, Path.of("../docs/examples").toString());
    assertThat(python.err()).isEmpty();
    assertThat(python.out().lines()).containsExactly(inputs.toString(), labels.toString());
  }

  @Test
  void aRunWrittenFromPythonIsARun() throws IOException {
    Path run = folder.resolve("python.h5");
    var python =
        ExternalTool.h5py().run("-c", LOOP, Path.of("../docs/examples").toString(), run.toString());
    assertThat(python.err()).isEmpty();
    double squares = Double.parseDouble(python.out());

    var probe = CommandLineRun.of("probe", run.toString(), "--json");
    assertThat(probe.err()).isEmpty();
    assertThat(probe.code()).isZero();
    JsonNode json = new ObjectMapper().readTree(probe.out());
    assertThat(json.get("step").asLong()).isEqualTo(20);
    assertThat(json.get("measures").get("weights/sum-of-squares").asDouble())
        .isCloseTo(squares, org.assertj.core.api.Assertions.within(1e-10 * squares));
    assertThat(CommandLineRun.of("report", run.toString(), "-o", folder + "/r.html").code())
        .isZero();
  }
}
