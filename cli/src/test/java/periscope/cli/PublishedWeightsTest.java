package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights that others published, imported and probed, against losses that NumPy computed from them
 * in float64 and that agree with the publications. Those losses have eight digits, so half a unit
 * of the last of them is at most 5e-8 of the value.
 */
class PublishedWeightsTest {
  private static final double DIGITS = 1e-7;
  private static final Path FIXTURES = Path.of("../../shared/fixtures");

  @TempDir private Path folder;

  private JsonNode measures(String file, String layout, String... options) throws IOException {
    Path source = FIXTURES.resolve(file);
    assumeTrue(
        Files.exists(source), () -> "the published weights are not here: there is no " + source);
    Path run = folder.resolve("run.h5");
    List<String> command =
        new ArrayList<>(
            List.of("import", source.toString(), "--task", "modular-addition", "--out"));
    command.add(run.toString());
    command.addAll(List.of(options));
    var imported = CommandLineRun.of(command.toArray(String[]::new));
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).contains("layout " + layout + ",");
    var probe = CommandLineRun.of("probe", run.toString(), "--json");
    assertThat(probe.code()).as(probe.err()).isZero();
    return new ObjectMapper().readTree(probe.out()).get("measures");
  }

  private static void assertMeasure(JsonNode measures, String id, double expected) {
    assertThat(measures.get(id).asDouble()).as(id).isCloseTo(expected, within(DIGITS * expected));
  }

  @Test
  void nandaWithoutWeightDecay() throws IOException {
    JsonNode measures =
        measures("nanda_mod_addition_no_wd.pth", "nanda", "--split", "python-random:0,0.9");
    assertMeasure(measures, "loss/train", 1.6808905e-10);
    assertMeasure(measures, "loss/test", 1.1096338e-6);
    assertMeasure(measures, "loss/all", 1.1112335e-7);
    assertMeasure(measures, "weights/sum-of-squares", 3847.0633);
    assertMeasure(measures, "gini/W_E", 0.17801668);
    assertMeasure(measures, "gini/W_L", 0.37194638);
    assertThat(measures.get("keys")).hasToString("[36,52]");
    assertThat(measures.get("keys/neurons-per-key")).hasToString("[181,139]");
  }

  @Test
  void universalityMlp() throws IOException {
    JsonNode measures = measures("universality_C113_MLP_seed1.pt", "universality-mlp");
    assertMeasure(measures, "loss/all", 2.0526247e-5);
  }

  @Test
  void universalityTransformer() throws IOException {
    JsonNode measures = measures("universality_C113_T_seed1.pt", "transformerlens");
    assertMeasure(measures, "loss/all", 1.5851606e-7);
    assertThat(measures.get("keys")).hasToString("[16,30,56]");
  }

  @Test
  void pizzaTransformer() throws IOException {
    JsonNode measures = measures("pizza_p99zdpze5l.pt", "pizza");
    assertMeasure(measures, "loss/all", 1.3843298e-7);
    assertMeasure(measures, "weights/sum-of-squares", 22.853816 * 22.853816);
    assertThat(measures.get("accuracy/all").asDouble()).isEqualTo(1);
  }

  @Test
  void pizzaLinear() throws IOException {
    JsonNode measures = measures("pizza_p71frej8t7.pt", "pizza-linear");
    // Of PyTorch in float64, on the same weights.
    assertMeasure(measures, "loss/all", 5.886665356544475e-07);
    assertThat(measures.get("accuracy/all").asDouble()).isEqualTo(1);
  }
}
