package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Biases;
import periscope.models.net.TransformerSpec.Outputs;
import periscope.models.spec.SpecException;
import periscope.models.spec.SpecMapper;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

class TransformerTest {
  private static final Task WITH_EQUALS = task(4, true);
  private static final Task PLAIN = task(4, false);

  /** Float64 throughout, sums of some dozen terms of size 1 in another order, two layers deep. */
  private static final double TOLERANCE = 1e-12;

  private static Task task(int p, boolean equalsToken) {
    return new ModularArithmetic(p, Operation.SUBTRACT, Pairs.ORDERED, equalsToken).task();
  }

  /** Layers, masks, coefficients and biases in all combinations; the rest alternates. */
  static Stream<TransformerSpec> specs() {
    List<TransformerSpec> specs = new ArrayList<>();
    for (int layers = 1; layers <= 2; layers++) {
      for (Attention attention : Attention.values()) {
        for (double coefficient : new double[] {0, 0.5, 1}) {
          for (Biases biases :
              List.of(
                  new Biases(false, false, false),
                  new Biases(false, true, false),
                  new Biases(true, false, true),
                  new Biases(true, true, true))) {
            boolean even = specs.size() % 2 == 0;
            specs.add(
                new TransformerSpec(
                    layers,
                    even ? 2 : 3,
                    even ? 3 : 2,
                    even ? 5 : 6,
                    7,
                    even ? Activation.RELU : Activation.GELU,
                    attention,
                    coefficient,
                    biases,
                    specs.size() / 2 % 2 == 0 ? Outputs.CLASSES : Outputs.VOCABULARY));
          }
        }
      }
    }
    specs.addAll(TransformerCases.allPairs());
    return specs.stream();
  }

  private static Parameters weights(Model model, long seed) {
    return TransformerCases.weights(model, seed);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everyActivationAgreesWithTheSumsWrittenOut(TransformerSpec spec) {
    for (Task task : List.of(WITH_EQUALS, PLAIN, PLAIN.select(new int[] {3, 1}))) {
      Transformer model = spec.model(task);
      Parameters weights = weights(model, 1);
      Map<String, double[]> expected = new TransformerOracle(spec, weights, Map.of()).run(task);
      assertThat(model.activations()).containsExactlyElementsOf(expected.keySet());
      Map<String, Tensor> seen = new HashMap<>();
      Tensor logits =
          model.forward(
              weights,
              task,
              (name, value) -> {
                seen.put(name, value);
                return value;
              });
      assertClose("logits", logits, of(expected, "logits"));
      assertClose("none", model.forward(weights, task, Hooks.none()), of(expected, "logits"));
      for (String name : model.activations()) {
        assertClose(name, of(seen, name), of(expected, name));
      }
    }
  }

  /** Where one value is seen, others are left out or computed in another way. */
  @ParameterizedTest
  @MethodSource("someSpecs")
  void aValueIsTheSameHoweverManyAreSeen(TransformerSpec spec) {
    Transformer model = spec.model(WITH_EQUALS);
    Parameters weights = weights(model, 1);
    Map<String, double[]> expected =
        new TransformerOracle(spec, weights, Map.of()).run(WITH_EQUALS);
    for (String name : model.activations()) {
      Recorder recorder = Recorder.of(name);
      assertClose(name, model.forward(weights, WITH_EQUALS, recorder), of(expected, "logits"));
      assertClose(name, recorder.get(name), of(expected, name));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aChangeOfAnyValueActsOnWhatFollows(TransformerSpec spec) {
    Task task = WITH_EQUALS.select(new int[] {0, 3, 7, 9, 14});
    Transformer model = spec.model(task);
    Parameters weights = weights(model, 2);
    for (String name : model.activations()) {
      double[] expected =
          of(new TransformerOracle(spec, weights, Map.of(name, 0.5)).run(task), "logits");
      Hooks halved = Interventions.scale(name, 0.5);
      assertClose(name, model.forward(weights, task, halved), expected);
      assertClose(name, model.forward(weights, task, onlyWhatReaches(halved)), expected);
    }
    for (ParameterSpec parameter : model.parameters()) {
      Parameters changed = weights.copy();
      for (int i = 0; i < changed.get(parameter.name()).length; i++) {
        changed.get(parameter.name())[i] *= 0.5f;
      }
      assertClose(
          parameter.name(),
          model.forward(weights, task, Interventions.scale(parameter.name(), 0.5)),
          of(new TransformerOracle(spec, changed, Map.of()).run(task), "logits"));
    }
  }

  /** One position in place of three, and only in the last layer from the queries on. */
  @ParameterizedTest
  @CsvSource({"1", "2"})
  void positionsThatDoNotReachTheLogitsMayBeLeftOut(int layers) {
    TransformerSpec spec = spec(layers, Attention.CAUSAL, Outputs.VOCABULARY);
    Transformer model = spec.model(WITH_EQUALS);
    Parameters weights = weights(model, 3);
    Map<String, double[]> expected =
        new TransformerOracle(spec, weights, Map.of()).run(WITH_EQUALS);
    String last = "blocks." + (layers - 1) + ".";
    for (String name : model.activations()) {
      Recorder recorder = Recorder.of(name);
      model.forward(weights, WITH_EQUALS, onlyWhatReaches(recorder));
      boolean one =
          name.startsWith(last)
              && !Set.of("hook_resid_pre", "attn.hook_k", "attn.hook_v")
                  .contains(name.substring(last.length()));
      int size = recorder.get(name).values().length;
      assertThat(size).as(name).isEqualTo(of(expected, name).length / (one ? 3 : 1));
      if (name.equals(last + "mlp.hook_post")) {
        assertThat(recorder.get(name).shape()).isEqualTo(List.of(16, 1, 7));
        for (int i = 0; i < size; i++) {
          assertThat(recorder.get(name).values()[i])
              .isCloseTo(of(expected, name)[(i / 7 * 3 + 2) * 7 + i % 7], within(TOLERANCE));
        }
      }
    }
  }

  /** 37² examples are more than a block of them, and more than the vocabulary. */
  static Stream<TransformerSpec> someSpecs() {
    List<TransformerSpec> all = specs().toList();
    return IntStream.iterate(3, i -> i < all.size(), i -> i + 11).mapToObj(all::get);
  }

  @ParameterizedTest
  @MethodSource("someSpecs")
  void manyExamplesAreCutInBlocks(TransformerSpec spec) {
    Task task = task(37, true);
    Transformer model = spec.model(task);
    Parameters weights = weights(model, 4);
    double[] whole = model.forward(weights, task, Hooks.none()).values();
    int[] some = IntStream.of(0, 255, 256, 257, 1024, 1368).toArray();
    double[] expected =
        of(new TransformerOracle(spec, weights, Map.of()).run(task.select(some)), "logits");
    for (int i = 0; i < some.length; i++) {
      for (int q = 0; q < 37; q++) {
        assertThat(whole[some[i] * 37 + q]).isCloseTo(expected[i * 37 + q], within(TOLERANCE));
      }
    }
    assertClose("all hooks", model.forward(weights, task, (name, value) -> value), whole);
  }

  /**
   * Examples in any order, some of them twice, three layers: of {@code a ∘ b =} two positions of
   * four are looked up. Whoever sees one of their values makes the pass compute all.
   */
  @ParameterizedTest
  @MethodSource("someSpecs")
  void examplesThatBeginAlikeShareWhatFollows(TransformerSpec some) {
    TransformerSpec spec = deep(some);
    Task all =
        new ModularArithmetic(8, Operation.SUBTRACT, Pairs.ORDERED, true, true)
            .task()
            .select(new Random(3).ints(300, 0, 64).toArray());
    Transformer model = spec.model(all);
    Parameters weights = weights(model, 6);
    double[] expected = of(new TransformerOracle(spec, weights, Map.of()).run(all), "logits");
    assertClose("shared", model.forward(weights, all, Hooks.none()), expected);
    Hooks part = onlyWhatReaches(Recorder.of("blocks.2.attn.hook_z"));
    assertClose("seen behind them", model.forward(weights, all, part), expected);
    Hooks keys = Recorder.of("blocks.1.attn.hook_k");
    assertClose("seen in them", model.forward(weights, all, keys), expected);
  }

  private static TransformerSpec deep(TransformerSpec spec) {
    return new TransformerSpec(
        3,
        spec.heads(),
        spec.dHead(),
        spec.dModel(),
        spec.dMlp(),
        spec.activation(),
        spec.attention(),
        spec.attentionCoefficient(),
        spec.biases(),
        spec.outputs(),
        spec.normalization(),
        spec.finalNormalization(),
        spec.positions(),
        spec.tied(),
        spec.topK(),
        spec.initialisation(),
        spec.dropout());
  }

  @ParameterizedTest
  @MethodSource("someSpecs")
  void hooksThatSaySoAreGivenParts(TransformerSpec spec) {
    Task task = task(37, true);
    Transformer model = spec.model(task);
    Parameters weights = weights(model, 4);
    for (String name : model.activations()) {
      Recorder recorder = Recorder.of(name);
      Hooks halved = Interventions.scale(name, 0.5);
      Tensor expected = model.forward(weights, task, recorder.andThen(halved));
      var parts = new Parts(name);
      Tensor found = model.forward(weights, task, parts.andThen(new Said(halved, false, true)));
      assertClose(name, found, expected.values());
      assertClose(name, recorder.get(name), parts.joined());
      boolean one = name.equals("logits"); // put together from all parts
      assertThat(parts.values).as(name).hasSize(one ? 1 : 6); // 1369 = 5 · 256 + 89
    }
  }

  /** Copies of the parts of one activation, as they came. */
  private static final class Parts implements Hooks {
    private final String name;
    private final List<double[]> values = new ArrayList<>();

    Parts(String name) {
      this.name = name;
    }

    @Override
    public Tensor apply(String seen, Tensor value) {
      values.add(value.values().clone());
      return value;
    }

    @Override
    public Set<String> names() {
      return Set.of(name);
    }

    @Override
    public boolean inParts() {
      return true;
    }

    double[] joined() {
      return values.stream().flatMapToDouble(Arrays::stream).toArray();
    }
  }

  /** The same hooks, which say so. */
  private record Said(Hooks hooks, boolean onlyWhatReachesTheLogits, boolean inParts)
      implements Hooks {
    @Override
    public Tensor apply(String name, Tensor value) {
      return hooks.apply(name, value);
    }

    @Override
    public Set<String> names() {
      return hooks.names();
    }
  }

  @Test
  void parametersAreNamedAndShapedAsInTransformerLens() {
    TransformerSpec spec =
        new TransformerSpec(
            2,
            4,
            32,
            128,
            512,
            Activation.RELU,
            Attention.CAUSAL,
            1,
            new Biases(true, true, true),
            Outputs.VOCABULARY);
    List<String> found = new ArrayList<>();
    for (ParameterSpec parameter : spec.model(task(113, true)).parameters()) {
      assertThat(parameter.trained()).isTrue();
      found.add(parameter.name() + parameter.shape());
    }
    List<String> block =
        List.of(
            "attn.W_Q[4, 128, 32]",
            "attn.W_K[4, 128, 32]",
            "attn.W_V[4, 128, 32]",
            "attn.W_O[4, 32, 128]",
            "attn.b_Q[4, 32]",
            "attn.b_K[4, 32]",
            "attn.b_V[4, 32]",
            "attn.b_O[128]",
            "mlp.W_in[128, 512]",
            "mlp.b_in[512]",
            "mlp.W_out[512, 128]",
            "mlp.b_out[128]");
    List<String> expected = new ArrayList<>();
    expected.add("embed.W_E[114, 128]");
    expected.add("pos_embed.W_pos[3, 128]");
    block.forEach(name -> expected.add("blocks.0." + name));
    block.forEach(name -> expected.add("blocks.1." + name));
    expected.add("unembed.W_U[128, 114]");
    expected.add("unembed.b_U[114]");
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void aCausalPositionKnowsNothingOfLaterOnes() {
    TransformerSpec spec = spec(2, Attention.CAUSAL, Outputs.CLASSES);
    Transformer model = spec.model(PLAIN);
    Parameters weights = weights(model, 5);
    Recorder recorder = Recorder.of("blocks.1.hook_resid_post", "blocks.0.attn.hook_pattern");
    model.forward(weights, PLAIN.select(new int[] {4, 7}), recorder); // (1, 0) and (1, 3)
    double[] stream = recorder.get("blocks.1.hook_resid_post").values(); // [2][2][5]
    for (int i = 0; i < 5; i++) {
      assertThat(stream[i]).isEqualTo(stream[10 + i]);
      assertThat(stream[5 + i]).isNotEqualTo(stream[15 + i]);
    }
    double[] pattern = recorder.get("blocks.0.attn.hook_pattern").values(); // [2][2][2][2]
    assertThat(pattern[1]).isZero();
    assertThat(pattern[0]).isCloseTo(1, within(TOLERANCE));
  }

  @ParameterizedTest
  @CsvSource({"CLASSES", "VOCABULARY"})
  void theEffectiveOutputIsTheProductOfTheLastLayer(Outputs outputs) {
    TransformerSpec spec = spec(2, Attention.FULL, outputs);
    Transformer model = spec.model(WITH_EQUALS);
    Parameters weights = weights(model, 6);
    int columns = outputs == Outputs.CLASSES ? 4 : 5;
    Tensor found = model.effectiveOutput(weights);
    assertThat(found.shape()).isEqualTo(List.of(7, 4));
    for (int i = 0; i < 7; i++) {
      for (int q = 0; q < 4; q++) {
        double expected = 0;
        for (int j = 0; j < 5; j++) {
          expected +=
              (double) weights.get("blocks.1.mlp.W_out")[i * 5 + j]
                  * weights.get("unembed.W_U")[j * columns + q];
        }
        assertThat(found.values()[i * 4 + q]).isCloseTo(expected, within(TOLERANCE));
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TransformerSpec spec = spec(1, Attention.FULL, Outputs.VOCABULARY);
    Task moreClasses = new Task(2, 3, 9, new int[] {0, 1}, new int[] {8});
    assertThatThrownBy(() -> spec.model(moreClasses))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model.outputs vocabulary has 3 outputs, but the task has 9 classes: say classes");
    Transformer model = spec.model(PLAIN);
    Parameters weights = weights(model, 7);
    assertThatThrownBy(() -> model.forward(weights, WITH_EQUALS, Hooks.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 16 examples of 3 tokens below 5 with 4 classes");
    Parameters others = weights(spec.model(WITH_EQUALS), 7);
    assertThatThrownBy(() -> model.forward(others, PLAIN, Hooks.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the weights are");
    assertThatThrownBy(() -> model.forward(weights, PLAIN, Recorder.of("blocks.1.mlp.hook_post")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a hook is on blocks.1.mlp.hook_post");
  }

  private static final String TEXT =
      "{\"type\":\"transformer\",\"layers\":1,\"heads\":4,\"dHead\":32,\"dModel\":128,\"dMlp\":512,"
          + "\"activation\":\"relu\",\"attention\":\"causal\",\"attentionCoefficient\":1.0,"
          + "\"biases\":{\"attention\":false,\"mlp\":true,\"unembed\":false},\"outputs\":\"vocabulary\"}";

  @Test
  void itsSpecificationIsAText() {
    ModelSpec read = SpecMapper.json().read(TEXT, ModelSpec.class, "here");
    assertThat(read)
        .isEqualTo(
            new TransformerSpec(
                1,
                4,
                32,
                128,
                512,
                Activation.RELU,
                Attention.CAUSAL,
                1,
                new Biases(false, true, false),
                Outputs.VOCABULARY));
    assertThat(read.type()).isEqualTo("transformer");
    String younger =
        "\"without\":[]},\"outputs\":\"vocabulary\",\"normalization\":\"none\","
            + "\"finalNormalization\":false,\"positions\":\"learned\",\"tied\":false,\"topK\":0,"
            + "\"initialisation\":\"nanda\",\"dropout\":0.0}";
    String whole = TEXT.replace("},\"outputs\":\"vocabulary\"}", "," + younger);
    assertThat(SpecMapper.json().tree(SpecMapper.json().write(read), "there"))
        .isEqualTo(SpecMapper.json().tree(whole, "here"));
    assertThat(SpecMapper.json().read(whole, ModelSpec.class, "here")).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"layers\":1|\"layers\":0|model.layers is 0, expected 1 or more",
        "\"dHead\":32|\"dHead\":-1|model.dHead is -1, expected 1 or more",
        ":1.0|:1.5|model.attentionCoefficient is 1.5, expected a number from 0 to 1",
        ":1.0|:\"NaN\"|model.attentionCoefficient is NaN, expected a number from 0 to 1",
        "causal|casual|attention is casual; did you mean causal?",
        ",\"unembed\":false||the key biases.unembed is missing",
        "\"mlp\":true|\"mpl\":true|unknown key biases.mpl; did you mean mlp?"
      })
  void mistakesAreOneSentence(String part, String replacement, String message) {
    String text = TEXT.replace(part, replacement == null ? "" : replacement);
    assertThatThrownBy(() -> SpecMapper.json().read(text, ModelSpec.class, "mine.json"))
        .isInstanceOf(SpecException.class)
        .hasMessage("mine.json, line 1: " + message);
  }

  private static TransformerSpec spec(int layers, Attention attention, Outputs outputs) {
    return new TransformerSpec(
        layers, 2, 3, 5, 7, Activation.RELU, attention, 1, new Biases(false, true, false), outputs);
  }

  private static Hooks onlyWhatReaches(Hooks hooks) {
    return new Said(hooks, true, false);
  }

  private static <T> T of(Map<String, T> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  /** −∞ where a query does not see, else close. */
  private static void assertClose(String name, Tensor found, double[] expected) {
    assertThat(found.values()).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      if (found.values()[i] != expected[i]) {
        assertThat(found.values()[i])
            .as("%s[%d]", name, i)
            .isCloseTo(expected[i], within(TOLERANCE));
      }
    }
  }
}
