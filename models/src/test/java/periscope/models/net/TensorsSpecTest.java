package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.models.net.TensorsSpec.Stored;
import periscope.models.spec.SpecMapper;
import periscope.models.task.TaskSpec;
import periscope.models.task.UnknownTask;

class TensorsSpecTest {
  private static final List<Stored> TENSORS =
      List.of(
          new Stored("scale", List.of()),
          new Stored("tok.weight", List.of(12, 5)),
          new Stored("conv", List.of(2, 3, 4)));

  @Test
  void itsModelHasTheTensorsAsParametersAndNothingElse() {
    Model model = new TensorsSpec(TENSORS, "", false).model(new UnknownTask(0).task());

    assertThat(model).isNotInstanceOf(ForwardModel.class);
    assertThat(model.parameters())
        .containsExactly(
            new ParameterSpec("scale", List.of(), true),
            new ParameterSpec("tok.weight", List.of(12, 5), true),
            new ParameterSpec("conv", List.of(2, 3, 4), true));
  }

  @Test
  void theEmbeddingsTokensAreRowsOrColumns() {
    assertThat(new TensorsSpec(TENSORS, "tok.weight", false).matrix())
        .contains(new TensorsSpec.Matrix(1, 12, 5, false));
    assertThat(new TensorsSpec(TENSORS, "tok.weight", true).matrix())
        .contains(new TensorsSpec.Matrix(1, 5, 12, true));
    assertThat(new TensorsSpec(TENSORS, "", false).matrix()).isEmpty();
  }

  @Test
  void comesBackFromItsText() {
    var spec = new TensorsSpec(TENSORS, "tok.weight", true);
    assertThat(SpecMapper.json().read(SpecMapper.json().write(spec), ModelSpec.class, "text"))
        .isEqualTo(spec);
    TaskSpec task = new UnknownTask(12);
    assertThat(SpecMapper.json().read(SpecMapper.json().write(task), TaskSpec.class, "text"))
        .isEqualTo(task);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tok.wieght | there is no tensor tok.wieght to be the embedding; did you mean tok.weight?",
        "conv       | the embedding conv has the shape [2, 3, 4], expected a matrix: two dimensions",
        "scale      | the embedding scale has the shape [], expected a matrix: two dimensions",
      })
  void anEmbeddingIsAMatrixAmongThem(String name, String sentence) {
    assertThatThrownBy(() -> new TensorsSpec(TENSORS, name, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void namesAndShapesAreChecked() {
    assertThatThrownBy(() -> new Stored("a", List.of(3, 0)))
        .hasMessage(
            "model.tensors has 'a' of shape [3, 0], expected a name and dimensions of 1 or more");
    var twice = List.of(TENSORS.getFirst(), TENSORS.getFirst());
    assertThatThrownBy(() -> new TensorsSpec(twice, "", false))
        .hasMessage("model.tensors names scale twice");
  }

  @ParameterizedTest
  @CsvSource({"false, 12, rows, 13", "true, 5, columns, 6"})
  void anEmbeddingHasARowForEveryResidue(
      boolean transposed, int tokens, String called, int modulus) {
    var spec = new TensorsSpec(TENSORS, "tok.weight", transposed);
    assertThat(spec.model(new UnknownTask(tokens).task()).parameters()).hasSize(3);
    var task = new UnknownTask(modulus).task();
    assertThatThrownBy(() -> spec.model(task))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the embedding tok.weight has %d %s, expected as many as the modulus or more: %d",
            tokens, called, modulus);
  }

  @ParameterizedTest
  @CsvSource({"-1", "1", "1001"})
  void anUnknownTaskHasAsManyTokensAsAModulusMayBe(int tokens) {
    assertThatThrownBy(() -> new UnknownTask(tokens))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("task.tokens is %d, expected 2 to 1000, or 0 if they are not known", tokens);
  }
}
