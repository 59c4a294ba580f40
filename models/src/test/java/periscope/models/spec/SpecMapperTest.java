package periscope.models.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.models.net.ModelSpec;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.TaskSpec;

class SpecMapperTest {
  private static final String TASK =
      "{\"type\":\"modular-arithmetic\",\"modulus\":7,\"operation\":\"add\",\"pairs\":\"ordered\"}";

  @Test
  void roundTrips() {
    var task = SpecMapper.json().read(TASK, TaskSpec.class, "here");
    assertThat(task)
        .isEqualTo(
            new ModularArithmetic(
                7, ModularArithmetic.Operation.ADD, ModularArithmetic.Pairs.ORDERED));
    assertThat(SpecMapper.json().read(SpecMapper.json().write(task), TaskSpec.class, "there"))
        .isEqualTo(task);
  }

  /** Files and presets from before there was the key. */
  @Test
  void aYoungKeyMayBeAbsent() {
    String with = TASK.replace("}", ",\"equalsToken\":true}");
    assertThat(((ModularArithmetic) read(TASK)).equalsToken()).isFalse();
    assertThat(((ModularArithmetic) read(with)).equalsToken()).isTrue();
    assertThat(((ModularArithmetic) read(with.replace("true", "false"))).equalsToken()).isFalse();
    assertThat(SpecMapper.json().tree(SpecMapper.json().write(read(TASK)), "here").toString())
        .isEqualTo(TASK.replace("}", ",\"equalsToken\":false,\"operatorToken\":false}"));
    assertThatThrownBy(() -> read(with.replace("true", "null")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("equalsToken");
    assertThatThrownBy(() -> read(with.replace("true", "\"maybe\"")))
        .isInstanceOf(SpecException.class)
        .hasMessage("here, line 1: equalsToken is maybe, expected boolean");
    assertThatThrownBy(() -> read(with.replace("equalsToken", "equalToken")))
        .isInstanceOf(SpecException.class)
        .hasMessage("here, line 1: unknown key equalToken; did you mean equalsToken?");
  }

  private static TaskSpec read(String text) {
    return SpecMapper.json().read(text, TaskSpec.class, "here");
  }

  @Test
  void readsOneKeyWhateverElseIsThere() {
    String text = "{\"new\":1,\"task\":" + TASK + "}";
    assertThat(SpecMapper.json().read(text, "task", TaskSpec.class, "run.h5"))
        .isInstanceOf(ModularArithmetic.class);
    assertThatThrownBy(() -> SpecMapper.json().read(text, "model", ModelSpec.class, "run.h5"))
        .isInstanceOf(SpecException.class)
        .hasMessage("run.h5: the key model is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"modulus\":7|\"modulos\":7|unknown key modulos; did you mean modulus?",
        "\"add\"|\"adn\"|operation is adn; did you mean add?",
        "\"add\"|\"exponentiate\"|known: add, divide, divide-or-subtract, multiply, subtract",
        "7|\"seven\"|modulus is seven, expected int",
        "7|1001|task.modulus is 1001, expected 2 to 1000",
        "7|null|modulus",
        ",\"pairs\":\"ordered\"||the key pairs is missing",
        "modular-arithmetic|sums|unknown type sums",
        "\"type\":\"modular-arithmetic\",||needs a type",
        "\"modulus\":7|\"modulus\":7,\"modulus\":8|Duplicate",
        "}|}}|line 1",
      })
  void mistakesAreOneSentence(String part, String replacement, String message) {
    String text = TASK.replace(part, replacement == null ? "" : replacement);
    assertThatThrownBy(() -> SpecMapper.json().read(text, TaskSpec.class, "mine.json"))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("mine.json")
        .hasMessageContaining(message)
        .message()
        .satisfies(m -> assertThat(m.lines()).hasSize(1));
  }
}
