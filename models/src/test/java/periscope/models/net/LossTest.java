package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.models.spec.SpecMapper;

class LossTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cross-entropy        | 1 | loss cross-entropy is for a network with an output for every class, but this one has 1
          rounded-cross-entropy | 1 | loss rounded-cross-entropy is for a network with an output for every class, but this one has 1
          stablemax            | 1 | loss stablemax is for a network with an output for every class, but this one has 1
          squared-error        | 1 | loss squared-error is for a network with an output for every class, but this one has 1
          hinge                | 2 | loss hinge is for a network with one output, but this one has 2
          binary-cross-entropy | 9 | loss binary-cross-entropy is for a network with one output, but this one has 9
          """)
  void aLossFitsTheNumberOfOutputs(String name, int wrong, String message) {
    Loss loss = SpecMapper.json().read('"' + name + '"', Loss.class, "here");
    assertThat(SpecMapper.json().write(loss)).isEqualTo('"' + name + '"');
    assertThatThrownBy(() -> loss.of(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    boolean[] right = {loss.of(wrong == 1 ? 5 : 1).right(new double[5], 0, 0)};
    assertThat(right[0]).isTrue();
  }

  @Test
  void everyLossSaysWhatItIs() {
    for (Loss loss : Loss.values()) {
      assertThat(loss.text()).isNotBlank();
    }
  }
}
