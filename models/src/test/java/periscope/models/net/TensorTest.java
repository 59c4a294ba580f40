package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {

  @Test
  void aShapeHasItsProductOfValues() {
    Tensor tensor = Tensor.zeros(2, 3);
    assertThat(tensor.shape()).isEqualTo(List.of(2, 3));
    assertThat(tensor.dim(1)).isEqualTo(3);
    assertThat(tensor.values()).hasSize(6).containsOnly(0);
    assertThat(Tensor.zeros().values()).hasSize(1);
    assertThat(Tensor.zeros(0, 3).values()).isEmpty();
  }

  @Test
  void anotherNumberOfValuesIsRefused() {
    assertThatThrownBy(() -> new Tensor(List.of(2, 3), new double[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shape [2, 3] has 6 values, found 5");
  }

  @Test
  void moreThanAnArrayHoldsIsRefusedBeforeAllocation() {
    assertThatThrownBy(() -> Tensor.zeros(1 << 16, 1 << 15))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[65536, 32768]")
        .hasMessageContaining("fewer examples");
  }

  @Test
  void parametersAreFoundByNameAndCopiedDeeply() {
    List<ParameterSpec> specs =
        List.of(
            new ParameterSpec("a", List.of(2, 2), true), new ParameterSpec("b", List.of(3), false));
    Parameters parameters = Parameters.zeros(specs);
    parameters.get("b")[1] = 7;
    Parameters copy = parameters.copy();
    parameters.get(1)[1] = 8;
    assertThat(copy.get("b")).containsExactly(0, 7, 0);
    assertThat(copy.get("a")).hasSize(4);
    assertThatThrownBy(() -> parameters.get("c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no parameter c among [a, b]");
  }
}
