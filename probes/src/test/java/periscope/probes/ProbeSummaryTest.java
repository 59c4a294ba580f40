package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.models.net.Activation;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;

final class ProbeSummaryTest {
  @TempDir Path folder;

  @Test
  void jsonHasEveryMeasureButTheMatrices() throws IOException {
    try (MeasureFile file = measures()) {
      JsonNode json = new ObjectMapper().readTree(ProbeSummary.last(file).json());
      assertThat(json.get("run").asText()).isEqualTo("run.h5");
      assertThat(json.get("step").asLong()).isEqualTo(20);
      JsonNode measures = json.get("measures");
      for (String id : file.series()) {
        assertThat(measures.has(id)).as(id).isEqualTo(file.spec(id).shape().size() < 2);
      }
      assertThat(measures.has("W_input")).isFalse();
      assertThat(measures.get("loss/all").asDouble()).isEqualTo(file.row("loss/all", 2)[0]);
      assertThat(measures.get("neurons/order").toString()).matches("\\[\\d,\\d\\]");
      assertThat(measures.get("keys").isArray()).isTrue();
      assertThat(measures.get("events/memorised").isIntegralNumber()).isTrue();
      assertThat(measures.get("events/memorised").asLong()).isEqualTo(10);
      assertThat(json.get("absent").get("W_input_b").asText())
          .isEqualTo("both operands share W_input");
      assertThat(json.get("notes").get(0).asText()).startsWith("The modulus 6 is not prime");
    }
  }

  @Test
  void numbersThatJsonDoesNotHaveAreNull() throws IOException {
    try (MeasureFile file = measures()) {
      JsonNode measures =
          new ObjectMapper().readTree(ProbeSummary.at(file, 10).json()).get("measures");
      assertThat(measures.get("gini/W_E").isNull()).isTrue();
      assertThat(measures.get("ipr/in/neurons").toString()).isEqualTo("[null,null]");
      assertThat(measures.get("accuracy/all").isDouble()).isTrue();
    }
  }

  @Test
  void anotherStepNamesTheNearest() throws IOException {
    try (MeasureFile file = measures()) {
      assertThatThrownBy(() -> ProbeSummary.at(file, 15))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no checkpoint at step 15; the nearest are 10 and 20");
      assertThatThrownBy(() -> ProbeSummary.at(file, 21))
          .hasMessage("there is no checkpoint at step 21; the last is 20");
      assertThatThrownBy(() -> ProbeSummary.at(file, -1))
          .hasMessage("there is no checkpoint at step -1; the first is 0");
    }
  }

  @Test
  void textSaysHowTheRunWent() throws IOException {
    try (MeasureFile file = measures()) {
      String text = ProbeSummary.last(file).text();
      assertThat(text.lines().toList())
          .first()
          .asString()
          .isEqualTo("run.h5, step 20: checkpoint 3 of 3");
      assertThat(text)
          .containsPattern("loss +\\d\\.\\d{4}e[+-]\\d\\d")
          .containsPattern("memorised +step 10: first step with train accuracy of at least 0.99")
          .containsPattern("generalised +no: test accuracy stays below 0.99")
          .contains("note: The modulus 6 is not prime")
          .doesNotContain("weights/sum-of-squares/");
      assertThat(text.chars()).allMatch(c -> c < 128);
    }
  }

  @Test
  void measuresOfOtherProbesAreAdded() throws IOException {
    Path run = fixture().write(folder.resolve("run.h5"));
    Path measures = folder.resolve("other.h5");
    var spec = MeasureSpec.of("mine/answer", "the answer");
    Probe other =
        new Probe() {
          @Override
          public String name() {
            return "mine";
          }

          @Override
          public int version() {
            return 1;
          }

          @Override
          public List<Measure> measures(RunContext context) {
            return List.of(
                Measure.scalar(spec, snapshot -> 42),
                Measure.scalar(MeasureSpec.of("loss/all", "-"), snapshot -> 0.5));
          }
        };
    ProbePass.of(List.of(other)).run(run, measures);
    try (MeasureFile file = MeasureFile.open(measures)) {
      assertThat(ProbeSummary.last(file).text())
          .containsPattern("mine/answer +42")
          .containsPattern("loss +5.0000e-01")
          .containsPattern("accuracy +-");
    }
  }

  /** One-hot embeddings and a neuron for each cosine and sine: a network with one key. */
  @Test
  void keysAreToldWithWhatTheyExplain() throws IOException {
    int p = 7;
    var fixture = RunFixture.collapsed(p, 2, Activation.IDENTITY, PairMlpSpec.Hidden.TIED);
    Parameters weights = fixture.trainEvery(2).zeros();
    for (int t = 0; t < p; t++) {
      for (int i = 0; i < 2; i++) {
        float wave = (float) Math.cos(2 * Math.PI * 3 * t / p - i * Math.PI / 2);
        weights.get(0)[t * 2 + i] = wave;
        weights.get(1)[i * p + t] = wave;
      }
    }
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(ProbeSummary.last(file).text())
          .containsPattern("key frequencies +3 \\(2\\)")
          .containsPattern("restricted +\\d")
          .containsPattern("excluded +\\d")
          .containsPattern("without one key +3: \\d")
          .containsPattern("keys explain +\\d.*of logits")
          .doesNotContain("restricted-cube");
    }
  }

  private static RunFixture fixture() {
    var fixture = RunFixture.addition(6, 3, 2).trainEvery(2);
    Parameters dead = fixture.zeros();
    return fixture
        .snapshot(fixture.gaussian(1))
        .snapshot(dead)
        .snapshot(fixture.gaussian(2))
        .metrics(
            List.of("accuracy/train", "accuracy/test"),
            List.of(new double[] {0, 0}, new double[] {1, 0.1}, new double[] {1, 0.2}));
  }

  private MeasureFile measures() throws IOException {
    return fixture().probe(folder);
  }
}
