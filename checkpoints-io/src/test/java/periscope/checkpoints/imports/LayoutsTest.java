package periscope.checkpoints.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.checkpoints.TensorSpec;

/** Layouts over the names and shapes that published files have, at other sizes. */
final class LayoutsTest {

  static ForeignSnapshot snapshot(List<ForeignTensor> tensors) {
    return new ForeignSnapshot(OptionalLong.empty(), "file.pt", tensors);
  }

  /** Matrices acting from the left, as in Nanda's notebook and in pizza. */
  static List<ForeignTensor> leftActing(int context, int vocabulary) {
    return List.of(
        ArrayTensor.of("embed.W_E", 16, vocabulary),
        ArrayTensor.of("pos_embed.W_pos", context, 16),
        ArrayTensor.of("blocks.0.attn.W_K", 2, 4, 16),
        ArrayTensor.of("blocks.0.attn.W_Q", 2, 4, 16),
        ArrayTensor.of("blocks.0.attn.W_V", 2, 4, 16),
        ArrayTensor.of("blocks.0.attn.W_O", 16, 8),
        ArrayTensor.of("blocks.0.attn.mask", context, context),
        ArrayTensor.of("blocks.0.mlp.W_in", 24, 16),
        ArrayTensor.of("blocks.0.mlp.b_in", 24),
        ArrayTensor.of("blocks.0.mlp.W_out", 16, 24),
        ArrayTensor.of("blocks.0.mlp.b_out", 16),
        ArrayTensor.of("unembed.W_U", 16, vocabulary));
  }

  static List<ForeignTensor> transformerLens() {
    return List.of(
        ArrayTensor.of("x_embed", 12, 16).aliasOf("embed.W_E"),
        ArrayTensor.of("embed.W_E", 12, 16),
        ArrayTensor.of("pos_embed.W_pos", 3, 16),
        ArrayTensor.of("blocks.0.attn.W_Q", 2, 16, 4),
        ArrayTensor.of("blocks.0.attn.W_K", 2, 16, 4),
        ArrayTensor.of("blocks.0.attn.W_V", 2, 16, 4),
        ArrayTensor.of("blocks.0.attn.W_O", 2, 4, 16),
        ArrayTensor.of("blocks.0.attn.b_Q", 2, 4),
        ArrayTensor.of("blocks.0.attn.b_K", 2, 4),
        ArrayTensor.of("blocks.0.attn.b_V", 2, 4),
        ArrayTensor.of("blocks.0.attn.b_O", 16),
        ArrayTensor.of("blocks.0.attn.mask", 3, 3).as(ElementFormat.BOOL),
        ArrayTensor.of("blocks.0.attn.IGNORE"),
        ArrayTensor.of("blocks.0.mlp.W_in", 16, 24),
        ArrayTensor.of("blocks.0.mlp.b_in", 24),
        ArrayTensor.of("blocks.0.mlp.W_out", 24, 16),
        ArrayTensor.of("blocks.0.mlp.b_out", 16),
        ArrayTensor.of("unembed.W_U", 16, 11),
        ArrayTensor.of("unembed.b_U", 11));
  }

  static Stream<Object[]> files() {
    return Stream.of(
        new Object[] {"nanda", leftActing(3, 12)},
        new Object[] {"pizza", leftActing(2, 11)},
        new Object[] {"transformerlens", transformerLens()},
        new Object[] {
          "pizza-linear",
          List.of(
              ArrayTensor.of("embed.weight", 11, 8),
              ArrayTensor.of("unembed.weight", 11, 8),
              ArrayTensor.of("l1.weight", 8, 8),
              ArrayTensor.of("l1.bias", 8),
              ArrayTensor.of("l2.weight", 8, 8),
              ArrayTensor.of("l2.bias", 8))
        },
        new Object[] {
          "universality-mlp",
          List.of(
              ArrayTensor.of("W_x", 11, 6),
              ArrayTensor.of("W_y", 11, 6),
              ArrayTensor.of("W", 12, 5),
              ArrayTensor.of("W_U", 5, 11))
        },
        new Object[] {
          "pair",
          List.of(
              ArrayTensor.of("embed", 11, 6),
              ArrayTensor.of("hidden_w", 6, 4),
              ArrayTensor.of("out_w", 4, 6))
        });
  }

  @ParameterizedTest
  @MethodSource("files")
  void findsTheLayoutByNamesAndShapes(String layout, List<ForeignTensor> tensors) {
    Mapping mapping = Layouts.detect(snapshot(tensors));
    assertThat(mapping.layout()).isEqualTo(layout);
    assertThat(mapping.sizes().get("vocabulary"))
        .isEqualTo(mapping.sizes().getOrDefault("context", 2) == 3 ? 12 : 11);
  }

  @ParameterizedTest
  @MethodSource("files")
  void findsItBehindAPrefixToo(String layout, List<ForeignTensor> tensors) throws IOException {
    List<ForeignTensor> prefixed = new ArrayList<>();
    for (ForeignTensor tensor : tensors) {
      prefixed.add(((ArrayTensor) tensor).named("module." + tensor.name()));
    }
    Mapping mapping = Layouts.detect(snapshot(prefixed));
    assertThat(mapping.layout()).isEqualTo(layout);
    assertThat(mapping.values(snapshot(prefixed)))
        .hasSameSizeAs(mapping.parameters())
        .allSatisfy(values -> assertThat(values).isNotEmpty());
  }

  @Test
  void givesTransformersTheirTransformerLensShapes() {
    Mapping mapping = Layouts.detect(snapshot(leftActing(3, 12)));
    assertThat(mapping.parameters())
        .contains(
            new TensorSpec("embed.W_E", List.of(12, 16)),
            new TensorSpec("blocks.0.attn.W_Q", List.of(2, 16, 4)),
            new TensorSpec("blocks.0.attn.W_O", List.of(2, 4, 16)),
            new TensorSpec("blocks.0.mlp.W_in", List.of(16, 24)),
            new TensorSpec("blocks.0.mlp.W_out", List.of(24, 16)));
  }

  @Test
  void cutsTheConcatenationMlpsMatrixInTwo() throws IOException {
    ArrayTensor w = ArrayTensor.of("W", 12, 5);
    var file =
        snapshot(
            List.of(
                ArrayTensor.of("W_x", 11, 6),
                ArrayTensor.of("W_y", 11, 6),
                w,
                ArrayTensor.of("W_U", 5, 11)));
    Mapping mapping = Layouts.detect(file);
    List<float[]> values = mapping.values(file);
    List<String> names = mapping.parameters().stream().map(TensorSpec::name).toList();
    float[] a = values.get(names.indexOf("blocks.0.mlp.W_in_a"));
    float[] b = values.get(names.indexOf("blocks.0.mlp.W_in_b"));
    for (int i = 0; i < 30; i++) {
      assertThat(a[i]).isEqualTo((float) w.data()[i]);
      assertThat(b[i]).isEqualTo((float) w.data()[30 + i]);
    }
  }

  @Test
  void saysOfEachLayoutWhyItDoesNotFit() {
    assertThatThrownBy(() -> Layouts.detect(snapshot(List.of(ArrayTensor.of("conv.weight", 3, 3)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "file.pt is of no layout known here; describe it in a YAML file, or import it with --layout tensors:")
        .hasMessageContaining("nanda: it has no tensor embed.W_E")
        .hasMessageContaining("pair: it has no tensor embed");
  }

  @Test
  void leavesTheChoiceToTheUserWhereShapesFitTwice() {
    // Everything square: which axis comes first cannot be seen.
    List<ForeignTensor> square =
        List.of(
            ArrayTensor.of("embed.W_E", 4, 4),
            ArrayTensor.of("pos_embed.W_pos", 3, 4),
            ArrayTensor.of("blocks.0.attn.W_Q", 1, 4, 4),
            ArrayTensor.of("blocks.0.attn.W_K", 1, 4, 4),
            ArrayTensor.of("blocks.0.attn.W_V", 1, 4, 4),
            ArrayTensor.of("blocks.0.mlp.W_in", 4, 4),
            ArrayTensor.of("blocks.0.mlp.W_out", 4, 4),
            ArrayTensor.of("unembed.W_U", 4, 4));
    List<ForeignTensor> nanda = new ArrayList<>(square);
    nanda.add(ArrayTensor.of("blocks.0.attn.W_O", 4, 4));
    assertThat(Layouts.detect(snapshot(nanda)).layout()).isEqualTo("nanda"); // W_O has two axes

    Layout twin =
        Layout.parse(
            """
            name: twin
            description: a
            tensors: {embed.W_E: {from: E, axes: "dModel vocabulary -> vocabulary dModel"}}
            model: {type: x}
            """,
            "twin.yaml");
    var file = snapshot(List.of(ArrayTensor.of("E", 4, 4)));
    assertThatThrownBy(() -> Layouts.choose(List.of(twin, twin), file))
        .hasMessage(
            "file.pt can be of more than one layout: choose one of twin, twin with --layout");
  }

  @Test
  void wantsBiasesAllOrNone() {
    List<ForeignTensor> tensors = new ArrayList<>(leftActing(3, 12));
    tensors.removeIf(tensor -> tensor.name().endsWith("b_out"));
    assertThatThrownBy(() -> Layouts.map(Layouts.named("nanda"), snapshot(tensors)))
        .hasMessage(
            "file.pt is not of the layout nanda: the file has blocks.0.mlp.b_in but not blocks.0.mlp.b_out");
  }

  @Test
  void refusesTensorsThatTheLayoutDoesNotKnow() {
    List<ForeignTensor> tensors = new ArrayList<>(leftActing(3, 12));
    tensors.add(ArrayTensor.of("blocks.0.ln1.w", 16));
    assertThatThrownBy(() -> Layouts.map(Layouts.named("nanda"), snapshot(tensors)))
        .hasMessage(
            "file.pt is not of the layout nanda: the file has tensors that it does not know: blocks.0.ln1.w");
  }

  @Test
  void takesATensorForAnAliasOnlyIfItHasTheSameValues() {
    List<ForeignTensor> tensors = new ArrayList<>(transformerLens());
    tensors.set(0, ArrayTensor.of("x_embed", 12, 16));
    assertThatThrownBy(() -> Layouts.map(Layouts.named("transformerlens"), snapshot(tensors)))
        .hasMessageEndingWith("has tensors that it does not know: x_embed");
  }

  @Test
  void countsLayers() {
    List<ForeignTensor> tensors = new ArrayList<>(transformerLens());
    for (ForeignTensor tensor : transformerLens()) {
      if (tensor.name().startsWith("blocks.0.")) {
        tensors.add(((ArrayTensor) tensor).named(tensor.name().replace("s.0.", "s.1.")));
      }
    }
    Mapping mapping = Layouts.detect(snapshot(tensors));
    assertThat(mapping.sizes()).containsEntry("layers", 2);
    assertThat(mapping.parameters())
        .contains(new TensorSpec("blocks.1.attn.W_O", List.of(2, 4, 16)));
  }

  @Test
  void asksForWhatShapesDoNotTell() {
    Mapping mapping = Layouts.detect(snapshot(leftActing(2, 11)));
    assertThatThrownBy(() -> mapping.model(Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the file does not tell the model's attention coefficient: say it with --attention-coefficient");
    assertThat(mapping.model(Map.of(), Map.of("config.attn_coeff", "0.5")))
        .contains("\"attentionCoefficient\" : 0.5")
        .contains("\"heads\" : 2")
        .contains("\"mlp\" : true")
        .contains("\"outputs\" : \"vocabulary\"")
        .contains("\"attention\" : \"full\"");
    assertThat(
            mapping.model(
                Map.of("attentionCoefficient", "1", "attention", "causal"),
                Map.of("config.attn_coeff", "0.5")))
        .contains("\"attentionCoefficient\" : 1")
        .contains("\"attention\" : \"causal\"");
  }

  @ParameterizedTest
  @MethodSource("badLayouts")
  void refusesBadLayoutFiles(String text, String message) {
    assertThatThrownBy(() -> Layout.parse(text, "mine.yaml"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  static Stream<Object[]> badLayouts() {
    return Stream.of(
        new Object[] {"name: [", "mine.yaml, line 1: not a layout: "},
        new Object[] {
          "name: a\ndescription: b\ntensors: {}\nmodel: {}\nsize: {}\n",
          "mine.yaml: unknown key size; known are"
        },
        new Object[] {
          "name: a\n", ": not a layout: Missing required creator property 'description'"
        },
        new Object[] {
          "name: a\ndescription: b\nmodel: {}\ntensors: {w: {from: x, axes: a a}}\n",
          "names the axis a twice"
        },
        new Object[] {
          "name: a\ndescription: b\nmodel: {}\ntensors: {w: {from: x, axes: a b -> a}}\n",
          "w is made of one position of the axis b"
        });
  }

  @Test
  void saysWhichTensorOfALaterCheckpointIsMissing() {
    Mapping mapping = Layouts.detect(snapshot(leftActing(3, 12)));
    var later =
        new ForeignSnapshot(OptionalLong.of(100), "step100.pt", leftActing(3, 12).subList(1, 12));
    assertThatThrownBy(() -> mapping.values(later))
        .isInstanceOf(ForeignFileException.class)
        .hasMessage(
            "step100.pt: expected the tensor embed.W_E as in the first checkpoint, found none");
  }

  @Test
  void refusesValuesThatFloat32CannotHold() {
    ArrayTensor wide = ArrayTensor.of("out_w", 4, 6).as(ElementFormat.FLOAT64);
    wide.data()[3] = 1e300;
    var file =
        snapshot(List.of(ArrayTensor.of("embed", 11, 6), ArrayTensor.of("hidden_w", 6, 4), wide));
    Mapping mapping = Layouts.detect(file);
    assertThatThrownBy(() -> mapping.values(file))
        .hasMessage(
            "file.pt: out_w has the value 1.0E300, too large for the float32 of a run file");
  }
}
