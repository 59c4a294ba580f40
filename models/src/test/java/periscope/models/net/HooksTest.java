package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

class HooksTest {
  private static final Task TASK = new ModularArithmetic(5, Operation.ADD, Pairs.ORDERED).task();
  private static final TrainableModel MODEL =
      new PairMlpSpec(
              4,
              3,
              Activation.RELU,
              PairMlpSpec.Embedding.TIED,
              PairMlpSpec.Hidden.TIED,
              false,
              false)
          .model(TASK);
  private static final Parameters WEIGHTS = MODEL.initialise(PairMlpCases.random(8));
  private static final double TOLERANCE = 1e-13; // float64 in another order of multiplication

  static Stream<PairMlpSpec> factorisations() {
    return Stream.concat(
        PairMlpCases.factorisations(5, 3, Activation.RELU).stream(),
        PairMlpCases.withBiases(5, 3, Activation.RELU).stream());
  }

  @ParameterizedTest
  @MethodSource("factorisations")
  void aLambdaSeesParametersThenActivationsInOrder(PairMlpSpec spec) {
    TrainableModel model = spec.model(TASK);
    Parameters weights = PairMlpCases.weights(model, 1);
    List<String> seen = new ArrayList<>();
    Tensor logits =
        model.forward(
            weights,
            TASK,
            (name, value) -> {
              seen.add(name);
              return value;
            });
    List<String> expected = new ArrayList<>();
    model.parameters().forEach(parameter -> expected.add(parameter.name()));
    expected.addAll(model.activations());
    assertThat(seen).isEqualTo(expected);
    assertThat(logits.values())
        .containsExactly(model.forward(weights, TASK, Hooks.none()).values(), within(TOLERANCE));
  }

  @ParameterizedTest
  @MethodSource("factorisations")
  void replacingAnyValueChangesWhatFollows(PairMlpSpec spec) {
    TrainableModel model = spec.model(TASK);
    Parameters weights = PairMlpCases.weights(model, 1);
    List<String> names = new ArrayList<>(model.activations());
    model.parameters().forEach(parameter -> names.add(parameter.name()));
    double[] plain = model.forward(weights, TASK, Hooks.none()).values();
    for (String name : names) {
      double[] halved = model.forward(weights, TASK, Interventions.scale(name, 0.5)).values();
      assertThat(halved).as(name).isNotEqualTo(plain);
      double[] same = model.forward(weights, TASK, Interventions.scale(name, 1)).values();
      assertThat(same).as(name).containsExactly(plain, within(TOLERANCE));
    }
  }

  @Test
  void aReplacedParameterActsWhereverItIsUsed() {
    Tensor embedding = new Tensor(List.of(5, 4), new double[20]);
    embedding.values()[7] = 2;
    Parameters changed = WEIGHTS.copy();
    for (int i = 0; i < 20; i++) {
      changed.get("embed.W_E")[i] = (float) embedding.values()[i];
    }
    double[] hooked =
        MODEL.forward(WEIGHTS, TASK, Interventions.replace("embed.W_E", embedding)).values();
    assertThat(hooked)
        .containsExactly(MODEL.forward(changed, TASK, Hooks.none()).values(), within(TOLERANCE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocks.0.mlp.hook_posts", "hook_post", "", "embed.W_e", "LOGITS"})
  void aMisspeltNameFailsBeforeAnythingIsComputed(String name) {
    boolean[] computed = {false};
    Hooks probe =
        (seen, value) -> {
          computed[0] = true;
          return value;
        };
    for (Hooks wrong :
        List.of(
            Interventions.scale(name, 2),
            Recorder.of(name),
            probe.andThen(Interventions.zero(name)),
            Interventions.meanAblate(name, 0).andThen(probe),
            Recorder.of("logits", name))) {
      assertThatThrownBy(() -> MODEL.forward(WEIGHTS, TASK, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a hook is on " + name)
          .hasMessageContaining("blocks.0.mlp.hook_post");
    }
    assertThat(computed[0]).isFalse();
  }

  @Test
  void anActivationThatTheFactorisationDoesNotHaveIsAnErrorToo() {
    TrainableModel collapsed =
        new PairMlpSpec(
                4,
                3,
                Activation.RELU,
                PairMlpSpec.Embedding.TIED,
                PairMlpSpec.Hidden.TIED,
                true,
                true)
            .model(TASK);
    Parameters weights = collapsed.initialise(PairMlpCases.random(1));
    assertThatThrownBy(() -> collapsed.forward(weights, TASK, Recorder.of("hook_embed")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hook_embed");
  }

  @Test
  void aValueOfAnotherShapeIsRefused() {
    Hooks wrong = Interventions.replace("logits", Tensor.zeros(25, 4));
    assertThatThrownBy(() -> MODEL.forward(WEIGHTS, TASK, wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a hook on logits gave the shape [25, 4], expected [25, 5]");
  }

  @Test
  void chainedHooksApplyInOrderEachToWhatItSees() {
    Recorder before = Recorder.of("logits");
    Recorder after = Recorder.of("logits");
    Tensor result =
        MODEL.forward(
            WEIGHTS,
            TASK,
            before
                .andThen(Interventions.scale("logits", 3))
                .andThen(Interventions.map("logits", HooksTest::plusOne))
                .andThen(after));
    for (int i = 0; i < result.values().length; i++) {
      double original = before.get("logits").values()[i];
      assertThat(after.get("logits").values()[i]).isEqualTo(3 * original + 1);
    }
    assertThat(result).isSameAs(after.get("logits"));
  }

  private static Tensor plusOne(Tensor value) {
    double[] result = value.values().clone();
    for (int i = 0; i < result.length; i++) {
      result[i]++;
    }
    return new Tensor(value.shape(), result);
  }

  @Test
  void aChainSeesWhatItsPartsSee() {
    Hooks chain = Hooks.none().andThen(Recorder.of("logits"));
    assertThat(chain.sees("logits")).isTrue();
    assertThat(chain.sees("hook_embed")).isFalse();
    Hooks withLambda = chain.andThen((name, value) -> value);
    assertThat(withLambda.sees("hook_embed")).isTrue();
    assertThat(withLambda.names()).containsExactly("logits");
    assertThat(Hooks.none().andThen(Hooks.none()).sees("logits")).isFalse();
  }

  @Test
  void aRecorderHasOnlyWhatAPassHasComputed() {
    Recorder recorder = Recorder.of("logits", "embed.W_E");
    assertThatThrownBy(() -> recorder.get("logits"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("logits has not been recorded");
    MODEL.forward(WEIGHTS, TASK, recorder);
    assertThat(recorder.get("embed.W_E").shape()).isEqualTo(List.of(5, 4));
    assertThatThrownBy(() -> recorder.get("hook_embed")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(Recorder::of).isInstanceOf(IllegalArgumentException.class);
  }
}
