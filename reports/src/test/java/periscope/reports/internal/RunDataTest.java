package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;

class RunDataTest {
  private static final List<Long> STEPS = List.of(0L, 10L, 50L);

  @TempDir private Path folder;

  @Test
  void seriesHaveTheValuesOfTheMeasuresFile() throws IOException {
    Path run = RunFiles.write(folder.resolve("a.h5"), "little", STEPS, true);
    Path file = RunFiles.probe(run);
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(file)) {
      ReportData data = RunData.of(reader, file, measures);

      assertThat(data.steps()).isEqualTo(STEPS);
      assertThat(ids(data, Series.Axis.CHECKPOINTS))
          .contains(
              "loss/train",
              "accuracy/all",
              "weights/sum-of-squares",
              "weights/sum-of-squares/embed.W_E",
              "gini/W_E",
              "W_input",
              "W_output",
              "W_input/fourier-norm",
              "W_input/final-plane",
              "W_output/final-plane",
              "embedding/fourier-norm",
              "logits/fourier-2d-norm",
              "pca/own-axes",
              "pca/final-axes")
          .doesNotContain("W_input/fourier", "neurons/explained-share", "W_input/frequency");
      for (Series series : data.series()) {
        if (series.axis() == Series.Axis.METRICS
            || series.id().endsWith("/final-plane")
            || series.id().startsWith(Tensors.PREFIX)) {
          continue;
        }
        assertThat(series.rowShape()).isEqualTo(measures.spec(series.id()).shape());
        assertThat(series.definition()).isNotBlank();
        for (int i = 0; i < STEPS.size(); i++) {
          assertThat(series.rows().row(i)).containsExactly(measures.row(series.id(), i));
        }
      }
      assertThat(data.constants())
          .containsKeys(
              "keys",
              "keys/neurons-per-key",
              "keys/embedding-norm",
              "keys/dft-above-10",
              "neurons/order",
              "neurons/final-frequency",
              "neurons/final-phase",
              "tsne/embedding",
              "tsne/unembedding");
    }
  }

  @Test
  void theFinalPlaneIsTheTransformAtEachNeuronsFinalFrequency() throws IOException {
    Path run = RunFiles.write(folder.resolve("a.h5"), "little", STEPS, true);
    Path file = RunFiles.probe(run);
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(file)) {
      ReportData data = RunData.of(reader, file, measures);
      double[] frequency = measures.all("neurons/final-frequency");
      double[] input = find(data, "W_input/final-plane").rows().row(1);
      double[] output = find(data, "W_output/final-plane").rows().row(1);
      double[] weightsIn = measures.row("W_input", 1); // [p][h]
      double[] weightsOut = measures.row("W_output", 1); // [h][p]
      for (int j = 0; j < RunFiles.NEURONS; j++) {
        double[] expected = new double[4];
        for (int t = 0; t < RunFiles.P; t++) {
          double angle = 2 * Math.PI * frequency[j] * t / RunFiles.P;
          double unit = Math.sqrt(2.0 / RunFiles.P);
          expected[0] += unit * Math.cos(angle) * weightsIn[t * RunFiles.NEURONS + j];
          expected[1] += unit * Math.sin(angle) * weightsIn[t * RunFiles.NEURONS + j];
          expected[2] += unit * Math.cos(angle) * weightsOut[j * RunFiles.P + t];
          expected[3] += unit * Math.sin(angle) * weightsOut[j * RunFiles.P + t];
        }
        // Sums of seven products of numbers below 100, in another order.
        assertThat(new double[] {input[2 * j], input[2 * j + 1], output[2 * j], output[2 * j + 1]})
            .containsExactly(expected, within(1e-12));
      }
      double[] last = measures.all("neurons/final-phase");
      double[] end = find(data, "W_input/final-plane").rows().row(2);
      for (int j = 0; j < RunFiles.NEURONS; j++) {
        assertThat(Math.atan2(end[2 * j + 1], end[2 * j])).isCloseTo(last[j], within(1e-12));
      }
    }
  }

  @Test
  void aNeuronWithoutAFrequencyStandsAtTheOrigin() throws IOException {
    double[] spectra = {1, 2, 3, 4, 5, 6};
    Series plane = FinalPlane.of("W_input", Rows.of(spectra, 6), new int[] {0});
    assertThat(plane.rows().row(0)).containsExactly(0, 0);
  }

  @Test
  void theHighestFrequencyOfAnEvenModulusHasNoSine() throws IOException {
    double[] spectra = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16};
    Series plane = FinalPlane.of("W_input", Rows.of(spectra, 12), new int[] {3, 2});
    assertThat(plane.rows().row(0)).containsExactly(6, 0, 14, 15);
  }

  @Test
  void metricsEventsAndWordsComeFromTheFiles() throws IOException {
    Path run = RunFiles.write(folder.resolve("a.h5"), "little", STEPS, true);
    Path file = RunFiles.probe(run);
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(file)) {
      ReportData data = RunData.of(reader, file, measures);

      assertThat(ids(data, Series.Axis.METRICS)).containsExactly("loss/train", "accuracy/test");
      assertThat(data.metricSteps()).isEqualTo(STEPS);
      assertThat(data.events().stream().filter(event -> event.id().startsWith("events/")))
          .as("three, then the learning probe's")
          .hasSize(6);
      assertThat(data.events().stream().filter(event -> event.id().startsWith("phases/")))
          .as("phases' borders")
          .hasSize(4);
      assertThat(data.events().get(1)).isEqualTo(new Event.Reached("events/half", 50));
      assertThat(data.events().get(2))
          .isInstanceOfSatisfying(
              Event.NotReached.class,
              event -> assertThat(event.reason()).contains("test accuracy stays below"));
      assertThat(data.name()).isEqualTo("little");
      assertThat(data.description()).isEqualTo("made by a test");
      assertThat(data.provenance())
          .containsEntry("file", "a.h5")
          .containsEntry("software", "a test");
      assertThat(data.spec()).contains("\n  \"seed\" : 8");
      assertThat(data.notes()).isEmpty();
      assertThat(data.absent()).containsKey("W_input_b");
    }
  }

  @Test
  void everySingleNumberAndEveryDefinitionIsOnThePage() throws IOException {
    Path run = RunFiles.write(folder.resolve("a.h5"), "little", STEPS, true);
    Path file = RunFiles.probe(run);
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(file)) {
      ReportData data = RunData.of(reader, file, measures);
      List<String> ids = ids(data, Series.Axis.CHECKPOINTS);
      for (String id : measures.series()) {
        if (measures.spec(id).shape().isEmpty() && !id.equals("gini/W_L")) {
          assertThat(ids).contains(id);
        }
      }
      assertThat(ids).doesNotContain("gini/W_L");
      for (String id : ids) {
        Definition what = Objects.requireNonNull(data.background().definitions().get(id), () -> id);
        assertThat(what.source())
            .isEqualTo(
                id.endsWith("/final-plane") || id.startsWith("tensor/")
                    ? "made for this page"
                    : "probe "
                        + measures.spec(id).probe()
                        + ", version "
                        + measures.spec(id).version());
      }
      PairNetwork network = Objects.requireNonNull(data.background().network());
      assertThat(network.modulus()).isEqualTo(7);
      assertThat(network.train()).containsExactly(0, 3, 4, 9);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "type": "transformer", "activation": "relu"                | "add"      | "cross-entropy"
          "type": "pair-mlp", "activation": "gelu"                   | "add"      | "cross-entropy"
          "type": "pair-mlp", "activation": "relu", "biases": true   | "add"      | "cross-entropy"
          "type": "pair-mlp", "activation": "relu"                   | "multiply" | "cross-entropy"
          "type": "pair-mlp", "activation": "relu"                   | "add"      | "hinge"
          """)
  void aNetworkThatThePageCannotRunIsNone(String model, String operation, String loss)
      throws IOException {
    String spec =
        "{\"model\": {%s}, \"loss\": %s, \"task\": {\"type\": \"modular-arithmetic\", \"modulus\": 7, \"pairs\": \"ordered\", \"operation\": %s}}";
    JsonNode other =
        new ObjectMapper().readTree(String.format(Locale.ROOT, spec, model, loss, operation));
    assertThat(PairNetwork.of(other, new int[0])).isNull();
    JsonNode known =
        new ObjectMapper()
            .readTree(
                String.format(
                    Locale.ROOT,
                    spec,
                    "\"type\": \"pair-mlp\", \"activation\": \"relu\"",
                    "\"cross-entropy\"",
                    "\"add\""));
    assertThat(PairNetwork.of(known, new int[0])).isNotNull();
  }

  @Test
  void aRunWithoutASplitSaysWhyItHasNoEvents() throws IOException {
    Path run = RunFiles.write(folder.resolve("a.h5"), "", List.of(40L), false);
    Path file = RunFiles.probe(run);
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(file)) {
      ReportData data = RunData.of(reader, file, measures);

      assertThat(data.name()).as("the file's name").isEqualTo("a");
      assertThat(data.events()).hasSize(10).allMatch(Event.NotReached.class::isInstance);
      assertThat(data.notes())
          .containsExactly(
              "The run has one checkpoint: what changes over training cannot be seen, and each figure shows its one step.",
              "The run does not say which examples were for training: losses and accuracies are over all of them, and nothing tells memorising from generalising.");
      assertThat(data.background().network()).as("no split is no obstacle").isNotNull();
      assertThat(data.metricSteps()).isEmpty();
      assertThat(ids(data, Series.Axis.CHECKPOINTS))
          .contains("loss/all")
          .doesNotContain("loss/train");
    }
  }

  @Test
  void measuresOfAnotherRunAreRefused() throws IOException {
    Path run = RunFiles.write(folder.resolve("a.h5"), "little", STEPS, true);
    Path other =
        RunFiles.probe(RunFiles.write(folder.resolve("b.h5"), "other", List.of(0L, 11L), true));
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(other)) {
      assertThatThrownBy(() -> RunData.of(reader, other, measures))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "%s are not the measures of %s: they have step 11, which is none of the run's 3 checkpoints",
              other, run);
    }
  }

  @Test
  void measuresThatLagBehindTheRunAreNoted() throws IOException {
    Path run = RunFiles.write(folder.resolve("a.h5"), "little", STEPS, true);
    Path shorter =
        RunFiles.probe(RunFiles.write(folder.resolve("b.h5"), "little", STEPS.subList(0, 2), true));
    try (RunReader reader = RunReader.open(run);
        MeasureFile measures = MeasureFile.open(shorter)) {
      assertThat(RunData.of(reader, shorter, measures).notes())
          .containsExactly(
              "The run has 3 checkpoints, of which 2 are measured: probe it again to see the others.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                       | 0 |
          null                                                                     | 0 |
          []                                                                       | 0 |
          {"seed": 3}                                                              | 0 | seed 3
          {"task": {"modulus": 97, "operation": "subtract", "pairs": "ordered"}}   | 5 | task (a − b) mod 97, train 5 of 9,409 pairs
          {"task": {"modulus": 97, "operation": "divide", "pairs": "ordered"}}     | 5 | task (a / b) mod 97, train 5 of 9,312 pairs
          {"task": {"modulus": 10, "operation": "x^3+xy", "pairs": "unordered"}}   | 5 | task (a³ + ab) mod 10, train 5 of 55 pairs
          {"task": {"modulus": 10, "operation": "swap"}}                           | 5 | task (a ? b) mod 10, train 5 of 100 pairs
          {"task": {"type": "permutations", "degree": 5, "operation": "conjugate"}} | 9 | task x·y·x⁻¹ of permutations of 5, train 9 of 14,400 pairs
          {"task": {"type": "sparse-parity", "digits": 30, "relevant": 3, "examples": 6200}} | 9 | task parity of 3 of 30 digits, train 9 of 6,200 examples
          {"model": {"hidden": [200, 100], "activation": "relu"}, "loss": "squared-error"} | 0 | neurons 200, 100 ReLU, loss squared-error
          {"model": {"dMlp": 24, "activation": "gelu"}, "loss": "cross-entropy"}   | 0 | neurons 24 GELU
          {"task": {"type": "images", "directory": "mnist", "train": 1000, "test": 10000}} | 1000 | task images, train 1,000 of 11,000 examples
          {"task": {"type": "s5"}}                                                 | 9 | task s5, train 9
          {"model": {"dMlp": 24, "activation": "square"}}                          | 0 | neurons 24 x²
          {"model": {"dMlp": 24, "activation": {"a": 1}}}                          | 0 | neurons 24
          {"optimizer": {"weightDecay": 0.3, "learningRate": 1e-3}}                | 0 | weight decay 0.3, learning rate 0.001
          {"optimizer": {"weightDecay": 1.0}}                                      | 0 | weight decay 1
          {"optimizer": {"weightDecay": "<b>"}}                                    | 0 |
          """)
  void factsAreWhatTheSpecificationHas(String spec, int train, @Nullable String expected)
      throws IOException {
    JsonNode tree = new ObjectMapper().readTree(spec);
    String facts =
        String.join(
            ", ",
            RunText.facts(tree, train).stream().map(f -> f.label() + " " + f.value()).toList());
    assertThat(facts).isEqualTo(expected == null ? "" : expected);
  }

  private static List<String> ids(ReportData data, Series.Axis axis) {
    return data.series().stream().filter(s -> s.axis() == axis).map(Series::id).toList();
  }

  private static Series find(ReportData data, String id) {
    return data.series().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
  }
}
