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
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights that others published, imported and probed, against numbers that NumPy computed from them
 * in float64 and that agree with the publications. Those have eight digits where nothing else is
 * said, so half a unit of the last of them is at most 5e-8 of the value. Prints all of them beside
 * ours.
 */
class PublishedWeightsTest {
  private static final double DIGITS = 1e-7;

  /** Of numbers of which five digits are known: half a unit of the last is at most this. */
  private static final double FIVE_DIGITS = 5e-5;

  /** Likewise of six. */
  private static final double SIX_DIGITS = 6e-7;

  private static final Path FIXTURES = Path.of("../../shared/fixtures");

  private static final List<String> TABLE = new ArrayList<>();

  @TempDir private Path folder;
  private String source = "";

  @AfterAll
  static void printTable() {
    if (!TABLE.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "%n%-32s%-34s%40s%40s%12s%n",
          "published weights",
          "measure",
          "published",
          "ours",
          "difference");
      TABLE.forEach(System.out::println);
    }
  }

  private JsonNode measures(String file, String layout, String... options) throws IOException {
    Path weights = FIXTURES.resolve(file);
    assumeTrue(
        Files.exists(weights), () -> "the published weights are not here: there is no " + weights);
    source = file;
    Path run = folder.resolve("run.h5");
    List<String> command =
        new ArrayList<>(
            List.of("import", weights.toString(), "--task", "modular-addition", "--out"));
    command.add(run.toString());
    command.addAll(List.of(options));
    var imported = CommandLineRun.of(command.toArray(String[]::new));
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).contains("layout " + layout + ",");
    var probe = CommandLineRun.of("probe", run.toString(), "--json");
    assertThat(probe.code()).as(probe.err()).isZero();
    return new ObjectMapper().readTree(probe.out()).get("measures");
  }

  /**
   * Compares one number.
   *
   * @param id of the measure, or {@code id[index]} for one of its values
   */
  private void assertMeasure(JsonNode measures, String id, double expected, double digits) {
    int bracket = id.indexOf('[');
    JsonNode measure = measures.get(bracket < 0 ? id : id.substring(0, bracket));
    JsonNode value =
        bracket < 0
            ? measure
            : measure.get(Integer.parseInt(id.substring(bracket + 1, id.length() - 1)));
    double ours = value.asDouble();
    note(id, Double.toString(expected), value.toString(), ours / expected - 1);
    assertThat(ours).as(id).isCloseTo(expected, within(digits * Math.abs(expected)));
  }

  private void assertMeasure(JsonNode measures, String id, double expected) {
    assertMeasure(measures, id, expected, DIGITS);
  }

  private void assertList(JsonNode measures, String id, String expected) {
    String ours = measures.get(id).toString();
    note(id, expected, ours, ours.equals(expected) ? 0 : Double.NaN);
    assertThat(ours).as(id).isEqualTo(expected);
  }

  private void note(String id, String published, String ours, double difference) {
    TABLE.add(
        String.format(
            Locale.ROOT, "%-32s%-34s%40s%40s%12.1e", source, id, published, ours, difference));
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
    assertList(measures, "keys", "[36,52]");
    assertList(measures, "keys/neurons-per-key", "[181,139]");
    assertMeasure(measures, "neurons/share-above-0.85", 0.625);
    assertMeasure(measures, "restricted/all", 1.1287044e-8);
    assertMeasure(measures, "restricted/train", 1.1160973e-8);
    assertMeasure(measures, "restricted/test", 1.2421586e-8);
    assertMeasure(measures, "excluded/all-keys/train", 76.034813);
    assertMeasure(measures, "excluded/per-key/train[0]", 39.361361);
    assertMeasure(measures, "excluded/per-key/train[1]", 24.850796);
    // The cosine of k is row 2k − 1, its sine the next one.
    assertMeasure(measures, "embedding/fourier-norm[72]", 5.6407, FIVE_DIGITS);
    assertMeasure(measures, "embedding/fourier-norm[71]", 5.4358, FIVE_DIGITS);
    assertMeasure(measures, "embedding/fourier-norm[104]", 4.9965, FIVE_DIGITS);
    assertMeasure(measures, "embedding/fourier-norm[103]", 4.7615, FIVE_DIGITS);
    assertMeasure(measures, "embedding/fourier-norm[82]", 2.5422, FIVE_DIGITS);
    assertMeasure(measures, "embedding/fourier-norm[81]", 2.4894, FIVE_DIGITS);
  }

  @Test
  void universalityMlp() throws IOException {
    JsonNode measures = measures("universality_C113_MLP_seed1.pt", "universality-mlp");
    assertMeasure(measures, "loss/all", 2.0526247e-5);
    assertList(measures, "keys/logit-cosine", "[1,4,8,11,13,16,17,22,25,32,34,44,50]");
    assertMeasure(measures, "logit-fve", 0.93678014, FIVE_DIGITS);
    assertMeasure(measures, "logit-fve/all-frequencies", 0.93678014);
    assertMeasure(measures, "W_input/explained-by-logit-keys", 0.99232063);
    assertMeasure(measures, "W_L/explained-by-logit-keys", 0.97952874);
  }

  @Test
  void universalityTransformer() throws IOException {
    JsonNode measures = measures("universality_C113_T_seed1.pt", "transformerlens");
    assertMeasure(measures, "loss/all", 1.5851606e-7);
    assertList(measures, "keys", "[16,30,56]");
    assertList(measures, "keys/logit-cosine", "[16,30,56]");
    assertMeasure(measures, "logit-fve", 0.96854244, FIVE_DIGITS);
    assertMeasure(measures, "logit-fve/all-frequencies", 0.96854244);
    assertMeasure(measures, "embedding/explained-by-keys", 0.90083276);
    assertMeasure(measures, "W_L/explained-by-keys", 0.99493791);
  }

  @Test
  void pizzaTransformer() throws IOException {
    JsonNode measures = measures("pizza_p99zdpze5l.pt", "pizza");
    assertMeasure(measures, "loss/all", 1.3843298e-7);
    assertMeasure(measures, "weights/sum-of-squares", 22.853816 * 22.853816);
    assertMeasure(measures, "accuracy/all", 1);
    assertMeasure(measures, "circularity", 0.997818, SIX_DIGITS);
    assertList(measures, "circularity/frequencies", "[17.0,17.0,3.0,3.0]");
    assertList(measures, "circles/frequencies", "[17,3]");
    assertPizza(measures);
    assertMeasure(measures, "distance-irrelevance", 0.17173646);
    assertMeasure(measures, "gradient-symmetricity", 0.99366517);
  }

  @Test
  void pizzaLinear() throws IOException {
    JsonNode measures = measures("pizza_p71frej8t7.pt", "pizza-linear");
    // Of PyTorch in float64, on the same weights.
    assertMeasure(measures, "loss/all", 5.886665356544475e-07);
    assertMeasure(measures, "accuracy/all", 1);
    assertMeasure(measures, "circularity", 0.995042, SIX_DIGITS);
    assertList(measures, "circularity/frequencies", "[29.0,29.0,24.0,24.0]");
    assertList(measures, "circles/frequencies", "[29,24]");
    assertPizza(measures);
  }

  /** What the authors find with one circle alone: the pizza explains its logits, not the clock. */
  private static void assertPizza(JsonNode measures) {
    for (int circle = 0; circle < 2; circle++) {
      assertThat(measures.get("circles/pizza-fve").get(circle).asDouble()).isGreaterThan(0.97);
      assertThat(measures.get("circles/clock-fve").get(circle).asDouble()).isLessThan(0.78);
    }
  }
}
